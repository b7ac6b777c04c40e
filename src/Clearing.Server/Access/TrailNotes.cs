using System.Globalization;
using Clearing.Grains.Operating;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Access;

/// <summary>
/// What of requests goes into the audit trail: keys at their first use, what was refused (by name and kind once a
/// minute, with a count, so that a flood of it is a few lines), and orders about limits and funds.
/// </summary>
/// <param name="trail">Keeps it.</param>
/// <param name="time">Wall.</param>
/// <param name="logger">Told where it could not be kept.</param>
internal sealed class TrailNotes(IAuditTrailGrain trail, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _used = [];
    private readonly Dictionary<(string Kind, string Name, string About), Refusals> _refused = [];
    private readonly Lock _lock = new();

    /// <summary>A key let somebody in.</summary>
    public void Used(Caller caller)
    {
        if (caller.KeyId.Length == 0)
        {
            return;
        }

        bool isNew;
        lock (_lock)
        {
            isNew = _used.Add(caller.Credential);
        }

        if (isNew)
        {
            _ = WriteAsync(new TrailEntry(caller.Name, TrailKinds.KeyFirstUsed, caller.KeyId, "") { IsOnce = true });
        }
    }

    /// <summary>A key did not.</summary>
    /// <param name="name">Of the principal that was named, where there is one.</param>
    public void KeyRefused(string name) => Refuse(TrailKinds.KeyRefused, "", name);

    /// <summary>Somebody asked what he may not.</summary>
    public void Denied(Caller caller, string address) => Refuse(TrailKinds.Denied, caller.Name, address);

    /// <summary>A bank has ordered something about limits or funds; completes when that is kept.</summary>
    public Task OrderedAsync(Caller caller, string method, string path, int status) => trail.WriteAsync(
    [
        new TrailEntry(
            caller.Name, TrailKinds.Order, $"{method} {path}",
            $"key {caller.KeyId}, answered {status.ToString(CultureInfo.InvariantCulture)}"),
    ]);

    private void Refuse(string kind, string by, string about)
    {
        int count;
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_refused.TryGetValue((kind, by, about), out Refusals? refusals))
            {
                _refused.Add((kind, by, about), refusals = new Refusals());
            }

            count = ++refusals.Count;
            if (now < refusals.Next)
            {
                return;
            }

            refusals.Count = 0;
            refusals.Next = now + Often;
        }

        _ = WriteAsync(new TrailEntry(by, kind, about, count.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task WriteAsync(TrailEntry entry)
    {
        try
        {
            await trail.WriteAsync([entry]);
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            AccessLog.NotKept(logger, entry.Kind, entry.By, entry.About, lost.Message);
        }
    }

    private sealed class Refusals
    {
        public int Count { get; set; }

        public DateTimeOffset Next { get; set; } = DateTimeOffset.MinValue;
    }
}
