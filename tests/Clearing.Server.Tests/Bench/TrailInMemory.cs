using Clearing.Grains.Operating;

namespace Clearing.Server.Tests.Bench;

/// <summary>An audit trail that lasts as long as a test.</summary>
internal sealed class TrailInMemory : IAuditTrailGrain
{
    private readonly List<TrailLine> _lines = [];

    public Task WriteAsync(TrailEntry[] entries)
    {
        lock (_lines)
        {
            _lines.AddRange(entries.Select((entry, i) => new TrailLine(_lines.Count + i + 1, 0, entry)));
        }

        return Task.CompletedTask;
    }

    public Task<TrailLine[]> ReadAsync(TrailQuestion question)
    {
        lock (_lines)
        {
            return Task.FromResult(_lines.Where(line => line.Number > question.After).Take(question.Limit).ToArray());
        }
    }
}
