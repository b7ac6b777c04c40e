namespace Clearing.Client.Load;

/// <summary>A profile cannot be run against this ledger, or at all here.</summary>
public sealed class LoadException : Exception
{
    public LoadException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
