// Prisma with its driver adapter (no engine process): numbering and storing are two statements in a transaction.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";

export default function open(url, connections) {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections, idleTimeoutMillis: 0 }) });
  const patience = { maxWait: 30_000, timeout: 30_000 };
  return {
    async post({ id, roomId, senderId, key, content }) {
      return prisma.$transaction(async (tx) => {
        const { seq } = await tx.room.update({ where: { id: roomId }, data: { seq: { increment: 1 } }, select: { seq: true } });
        const data = { id, roomId, seq, senderId, key, content };
        const { createdAt } = await tx.message.create({ data, select: { createdAt: true } });
        return { seq: Number(seq), createdAt };
      }, patience);
    },
    async head(roomId, userId) {
      const member = await prisma.member.findUnique({
        where: { roomId_userId: { roomId, userId } },
        select: { room: { select: { seq: true } } },
      });
      return member === null ? null : Number(member.room.seq);
    },
  };
}
