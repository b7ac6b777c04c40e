namespace Clearing.Client.Load;

/// <summary>A profile cannot be run against this ledger, or at all here.</summary>
public sealed class LoadException : Exception
{
    /// <param name="message">What, and what to do.</param>
    /// <param name="isEnvironment">True when not the profile is at fault but the machine or the service.</param>
    /// <param name="inner">What it came from.</param>
    public LoadException(string message, bool isEnvironment = false, Exception? inner = null)
        : base(message, inner) => IsEnvironment = isEnvironment;

    public bool IsEnvironment { get; }
}
