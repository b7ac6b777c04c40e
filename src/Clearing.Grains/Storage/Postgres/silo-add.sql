-- Only on the version that was read: of two that change something at once, one does.
WITH next AS (
    UPDATE clusters SET version = version + 1
    WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT FROM silos
        WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING version),
made AS (
    INSERT INTO silos (cluster, address, port, generation, name, host, gateway, status, started, alive)
    SELECT
        @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @ProxyPort, @Status, @StartTime,
        @IAmAliveTime
    FROM next
    RETURNING generation)
SELECT EXISTS (SELECT FROM made) AS done;
