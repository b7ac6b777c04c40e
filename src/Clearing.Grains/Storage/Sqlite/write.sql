-- Without a version there must be no state, or one that was cleared; with one it must be the one that is there.
INSERT INTO states (service, name, n0, n1, key, version, payload)
SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
WHERE @GrainStateVersion IS NULL OR EXISTS (
    SELECT 1 FROM states
    WHERE service = @ServiceId AND name = @GrainTypeString AND key = coalesce(@GrainIdExtensionString, '')
        AND n0 = @GrainIdN0 AND n1 = @GrainIdN1)
ON CONFLICT (service, name, key, n0, n1) DO UPDATE
SET version = version + 1, payload = excluded.payload
WHERE version = @GrainStateVersion OR (@GrainStateVersion IS NULL AND payload IS NULL);

-- The version that was given says that nothing was written.
SELECT CASE WHEN changes() = 0 THEN @GrainStateVersion ELSE (
    SELECT version FROM states
    WHERE service = @ServiceId AND name = @GrainTypeString AND key = coalesce(@GrainIdExtensionString, '')
        AND n0 = @GrainIdN0 AND n1 = @GrainIdN1) END AS NewGrainStateVersion;
