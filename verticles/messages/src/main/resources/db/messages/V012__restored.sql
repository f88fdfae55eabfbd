-- Read markers get versions after all that they had in the time that is lost: clients keep what has the greater one.
CREATE OR REPLACE FUNCTION messages.begin_epoch() RETURNS bigint
LANGUAGE sql AS $$
    UPDATE messages.origin SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint);
    UPDATE messages.heads SET epoch = (SELECT o.epoch FROM messages.origin o), changed_at = clock_timestamp();
    UPDATE messages.read_state SET version = version + 1000000000, changed_at = clock_timestamp();
    SELECT o.epoch FROM messages.origin o
$$;
