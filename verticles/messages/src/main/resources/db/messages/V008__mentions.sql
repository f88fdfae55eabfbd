-- Writes a job for everybody who is mentioned in a message and was not before, in the transaction that stores or edits it; of kind mention, with roomId, seq and userId.
-- A trigger for rows, so that messages without mentions cost nothing, and those who are mentioned still are not told again.
CREATE FUNCTION messages.write_mention_job() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO messages.jobs (kind, lane, payload)
        VALUES ('mention', NEW.room_id, jsonb_build_object('roomId', NEW.room_id, 'seq', NEW.seq, 'userId', NEW.user_id));
    RETURN NULL;
END
$$;

CREATE TRIGGER mentions_job AFTER INSERT ON messages.mentions FOR EACH ROW EXECUTE FUNCTION messages.write_mention_job();
