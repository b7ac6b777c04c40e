namespace Clearing.Cli;

/// <summary>How the command ends (contract, command line). The numbers are stable.</summary>
public static class ExitCode
{
    public const int Ok = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;

    /// <summary>A scenario, message or configuration is invalid, or a journal could not be judged as a whole.</summary>
    public const int Invalid = 3;

    public const int ExpectationNotMet = 4;
    public const int InvariantBroken = 5;
    public const int ThresholdFailed = 6;
    public const int Interrupted = 7;

    /// <summary>Port, disk, database.</summary>
    public const int Environment = 8;
}
