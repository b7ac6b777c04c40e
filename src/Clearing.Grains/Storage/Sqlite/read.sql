SELECT payload AS PayloadBinary, version AS Version
FROM states
WHERE service = @ServiceId AND name = @GrainTypeString AND key = coalesce(@GrainIdExtensionString, '')
    AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND payload IS NOT NULL;
