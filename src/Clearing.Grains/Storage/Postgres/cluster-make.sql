WITH made AS (
    INSERT INTO clusters (cluster, version) VALUES (@DeploymentId, 0)
    ON CONFLICT (cluster) DO NOTHING
    RETURNING version)
SELECT EXISTS (SELECT FROM made) AS done;
