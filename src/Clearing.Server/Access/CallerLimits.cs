using System.Threading.RateLimiting;

namespace Clearing.Server.Access;

/// <summary>
/// How much a principal has left of what it may ask: a bucket for what moves money and one for questions, each as large
/// as a second of it, so that a storm of questions leaves the payments alone.
/// </summary>
public sealed class CallerLimits : IDisposable
{
    private const int PerSecond = 10;

    private readonly TokenBucketRateLimiter _payments;
    private readonly TokenBucketRateLimiter _questions;
    private readonly ConcurrencyLimiter _streams;

    public CallerLimits(PrincipalLimits says)
    {
        Says = says;
        _payments = Bucket(says.PaymentsPerSecond);
        _questions = Bucket(says.QuestionsPerSecond);
        _streams = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = says.Sessions });
    }

    /// <summary>What the access file says.</summary>
    public PrincipalLimits Says { get; }

    /// <summary>Takes so many payments and orders; false when they are too many now.</summary>
    /// <param name="count">More than a second's worth takes all there is.</param>
    public bool TryTakePayments(int count) => TryTake(_payments, Math.Min(count, Says.PaymentsPerSecond));

    /// <summary>Takes a question; false when it is one too many now.</summary>
    public bool TryTakeQuestion() => TryTake(_questions, 1);

    /// <summary>Begins a stream, which ends with its lease; the lease is none when there are too many.</summary>
    public RateLimitLease BeginStream() => _streams.AttemptAcquire();

    public void Dispose()
    {
        _payments.Dispose();
        _questions.Dispose();
        _streams.Dispose();
    }

    // It is filled when something is taken, by the time that went by, so nobody's bucket costs anything at rest.
    private static TokenBucketRateLimiter Bucket(int perSecond)
    {
        int tokens = Math.Max(1, perSecond / PerSecond);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / perSecond),
            AutoReplenishment = false,
        });
    }

    private static bool TryTake(TokenBucketRateLimiter bucket, int count)
    {
        bucket.TryReplenish();
        using RateLimitLease lease = bucket.AttemptAcquire(count);
        return lease.IsAcquired;
    }
}
