// Plain pg: one statement numbers and stores a message, and is a transaction of its own.
import pg from "pg";

const POST = {
  name: "post",
  text: `WITH head AS (UPDATE rooms SET seq = seq + 1 WHERE id = $2 RETURNING seq)
    INSERT INTO messages (id, room_id, seq, sender_id, key, content)
    SELECT $1, $2, head.seq, $3, $4, $5 FROM head RETURNING seq, created_at`,
};
const HEAD = {
  name: "head",
  text: "SELECT r.seq FROM rooms r JOIN members m ON m.room_id = r.id WHERE r.id = $1 AND m.user_id = $2",
};

export default function open(url, connections) {
  const pool = new pg.Pool({ connectionString: url, max: connections, idleTimeoutMillis: 0 });
  return {
    async post({ id, roomId, senderId, key, content }) {
      const { rows } = await pool.query({ ...POST, values: [id, roomId, senderId, key, content] });
      return { seq: Number(rows[0].seq), createdAt: rows[0].created_at };
    },
    async head(roomId, userId) {
      const { rows } = await pool.query({ ...HEAD, values: [roomId, userId] });
      return rows.length === 0 ? null : Number(rows[0].seq);
    },
  };
}
