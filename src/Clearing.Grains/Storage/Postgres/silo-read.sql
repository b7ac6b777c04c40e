-- The version is told also where there is no such silo.
SELECT
    c.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
    s.host AS HostName, s.status AS Status, s.gateway AS ProxyPort, s.suspicions AS SuspectTimes,
    s.started AS StartTime, s.alive AS IAmAliveTime, c.version AS Version
FROM clusters AS c
LEFT JOIN silos AS s
    ON s.cluster = c.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.cluster = @DeploymentId;
