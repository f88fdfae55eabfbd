package dev.parley.rooms;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import io.vertx.serviceproxy.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of a room when somebody asks for a change. Each rule decides on a locked room, or fails with the reason why not. */
final class Rules {

    /** In how many rooms somebody may sit: fewer than a socket may listen to, so that whoever brings a person into many takes none of the others from them. */
    static final int MOST_ROOMS = 900;

    private static final Decision NOTHING = new Decision.Nothing();

    private Rules() {}

    /** The caller, who is the subject too, takes a seat. */
    static Decision join(Caller caller, Scene scene) {
        RoomAccess access = access(caller, scene).mayChange();
        if (scene.subject() != null) {
            return NOTHING;
        }
        access.mayGrow();
        maySit(scene.subjectRooms());
        return new Decision.Seat(SeatRole.MEMBER, member("member.joined", caller.id()));
    }

    /** A newcomer, the subject, is seated; who was here before is not brought back. */
    static Decision welcome(UUID userId, Scene scene) {
        boolean stays =
                scene.subject() != null || scene.subjectLeft() || scene.room().archivedAt() != null;
        return stays ? NOTHING : new Decision.Seat(SeatRole.MEMBER, member("member.joined", userId));
    }

    /** The caller, who is the subject too, gives up the seat. */
    static Decision leave(Caller caller, Scene scene) {
        access(caller, scene).mayLeave();
        if (isLastOwner(scene)) {
            throw lastOwner();
        }
        return new Decision.Unseat(member("member.left", caller.id()));
    }

    /** The caller gives the subject a seat. */
    static Decision add(Caller caller, UUID userId, Scene scene) {
        access(caller, scene).mayAdd().mayGrow();
        if (scene.subject() != null) {
            return NOTHING;
        }
        maySit(scene.subjectRooms());
        return new Decision.Seat(SeatRole.MEMBER, member("member.added", userId));
    }

    /** The caller ends the subject's seat. */
    static Decision remove(Caller caller, UUID userId, Scene scene) {
        RoomAccess access = access(caller, scene).mayRemove();
        Seat subject = scene.subject();
        if (subject == null) {
            return NOTHING;
        }
        access.mayRemove(subject);
        return new Decision.Unseat(member("member.removed", userId));
    }

    /** The caller gives the subject another role. */
    static Decision setRole(Caller caller, UUID userId, SeatRole role, Scene scene) {
        RoomAccess access = access(caller, scene).mayGiveRoles();
        Seat subject = scene.subject();
        if (subject == null) {
            throw Failures.notFound("user_not_found", "This person is not in the room.");
        }
        access.mayGiveRole(subject, role);
        if (subject.role() == role) {
            return NOTHING;
        }
        if (isLastOwner(scene)) {
            throw lastOwner();
        }
        String name = role.name().toLowerCase(Locale.ROOT);
        return new Decision.Role(role, new RoomEvent("member.role", userId, null, name));
    }

    /** The caller changes name, topic or state; what is absent stays. */
    static Decision update(Caller caller, RoomUpdate asked, Scene scene) {
        access(caller, scene).mayUpdate();
        Room room = scene.room();
        boolean wasArchived = room.archivedAt() != null;
        boolean archived = asked.archived() == null ? wasArchived : asked.archived();
        if (wasArchived && archived && (asked.name() != null || asked.topic() != null)) {
            throw RoomAccess.archived();
        }
        String name = asked.name() == null ? Objects.requireNonNull(room.name()) : asked.name();
        String topic = asked.topic() == null ? room.topic() : asked.topic().isEmpty() ? null : asked.topic();
        List<RoomEvent> told = new ArrayList<>();
        tell(told, wasArchived && !archived, "room.unarchived", null);
        tell(told, !name.equals(room.name()), "room.renamed", name);
        tell(told, !Objects.equals(topic, room.topic()), "room.topic", topic);
        tell(told, !wasArchived && archived, "room.archived", null);
        return told.isEmpty() ? NOTHING : new Decision.Update(name, topic, archived, List.copyOf(told));
    }

    /** Somebody who sits in so many rooms may sit in one more. */
    static void maySit(int rooms) {
        if (rooms >= MOST_ROOMS) {
            throw Failures.conflict(
                    "too_many_rooms", "Nobody can be in more than " + MOST_ROOMS + " rooms and direct messages.");
        }
    }

    private static RoomAccess access(Caller caller, Scene scene) {
        return new RoomAccess(caller, scene.room(), scene.actor());
    }

    /** Whether the subject is the only owner, and others would be left behind. */
    private static boolean isLastOwner(Scene scene) {
        Seat subject = scene.subject();
        return subject != null
                && subject.role() == SeatRole.OWNER
                && scene.owners() == 1
                && scene.room().memberCount() > 1;
    }

    private static RoomEvent member(String type, UUID userId) {
        return new RoomEvent(type, userId, null, null);
    }

    private static void tell(List<RoomEvent> told, boolean happened, String type, @Nullable String name) {
        if (happened) {
            told.add(new RoomEvent(type, null, name, null));
        }
    }

    private static ServiceException lastOwner() {
        return Failures.conflict("last_owner", "Make somebody else an owner first.");
    }
}
