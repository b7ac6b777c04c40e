SELECT address AS Address, gateway AS ProxyPort, generation AS Generation
FROM silos
WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0;
