WITH gone AS (DELETE FROM silos WHERE cluster = @DeploymentId)
DELETE FROM clusters WHERE cluster = @DeploymentId;
