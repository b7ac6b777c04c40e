-- Without a version there must be no state, or one that was cleared; with one it must be the one that is there.
WITH made AS (
    INSERT INTO states AS there (service, name, n0, n1, key, version, payload)
    SELECT
        @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT (service, name, key, n0, n1) DO UPDATE
    SET version = there.version + 1, payload = excluded.payload
    WHERE there.payload IS NULL
    RETURNING version),
changed AS (
    UPDATE states SET version = version + 1, payload = @PayloadBinary
    WHERE service = @ServiceId AND name = @GrainTypeString AND key = coalesce(@GrainIdExtensionString, '')
        AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version)
-- The version that was given says that nothing was written.
SELECT coalesce((SELECT version FROM made), (SELECT version FROM changed), @GrainStateVersion) AS NewGrainStateVersion;
