-- The row stays, so that its versions go on: an activation from before the clearing cannot write.
WITH cleared AS (
    UPDATE states SET version = version + 1, payload = NULL
    WHERE service = @ServiceId AND name = @GrainTypeString AND key = coalesce(@GrainIdExtensionString, '')
        AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version)
SELECT coalesce((SELECT version FROM cleared), @GrainStateVersion) AS NewGrainStateVersion;
