-- As for a silo that is added.
WITH next AS (
    UPDATE clusters SET version = version + 1
    WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
        SELECT FROM silos
        WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING version),
changed AS (
    UPDATE silos SET status = @Status, suspicions = @SuspectTimes, alive = @IAmAliveTime
    FROM next
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING generation)
SELECT EXISTS (SELECT FROM changed) AS done;
