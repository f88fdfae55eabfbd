-- Called while no node runs, after the database was put back to an earlier state: versions go on after all that were given in the time that is lost, and everything gets a new one,
-- because clients keep what has the greater version. Versions stay numbers that every client can hold exactly.
CREATE FUNCTION rooms.renew_versions() RETURNS void
LANGUAGE sql AS $$
    SELECT setval('rooms.versions', nextval('rooms.versions') + 1000000000);
    UPDATE rooms.rooms SET version = nextval('rooms.versions'), changed_at = clock_timestamp();
    UPDATE rooms.seats SET version = nextval('rooms.versions'), changed_at = clock_timestamp();
$$;
