using Clearing.Client.Connections;

namespace Clearing.Client;

/// <summary>How a bank's client behaves.</summary>
public sealed record BankClientOptions
{
    /// <summary>Where to, and as whom.</summary>
    public required SessionOptions Session { get; init; }

    /// <summary>
    /// Longest time from submitting to the answer, lost connections and busy times counted. What has no definite answer
    /// by then is told to be in doubt, or not taken if it was never sent.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First wait before trying again, doubled each time.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait before trying again.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(2);
}
