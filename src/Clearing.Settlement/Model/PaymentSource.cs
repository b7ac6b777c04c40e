using System.Globalization;

namespace Clearing.Settlement.Model;

/// <summary>Where a run of payments came from, and how a row of it is named.</summary>
public sealed class PaymentSource
{
    private readonly string[]? _ids;
    private readonly Func<int, string>? _idOf;
    private readonly string _prefix;
    private readonly int _count;

    private PaymentSource(string[]? ids, string prefix, int count, Func<int, string>? idOf = null)
    {
        _ids = ids;
        _idOf = idOf;
        _prefix = prefix;
        _count = count;
    }

    public int Count => _count;

    /// <summary>Where its payments came from, for the column of that name; empty for those of a scenario.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>The arrangement that its payments came to, by index in the scenario; -1 = they come to all.</summary>
    public int Arrangement { get; private init; } = -1;

    /// <summary>A listed source (scenario rows or a file): each row has its own id.</summary>
    public static PaymentSource Listed(string[] ids) => new(ids, "", ids.Length);

    /// <summary>A generated source: row n is named <c>prefix</c> followed by n + 1.</summary>
    public static PaymentSource Generated(string prefix, int count) => new(null, prefix, count);

    /// <summary>
    /// Payments that came to one arrangement over sessions, under ids that are worked out when asked for.
    /// </summary>
    public static PaymentSource OfSessions(int arrangement, int count, Func<int, string> idOf) =>
        new(null, "", count, idOf) { Origin = "session", Arrangement = arrangement };

    /// <summary>The prefix of generated ids, or null for another source.</summary>
    public string? Prefix => _ids is null && _idOf is null ? _prefix : null;

    public string IdOf(int row) => _ids is not null ? _ids[row]
        : _idOf is not null ? _idOf(row)
        : _prefix + (row + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The row that bears this id, or -1.</summary>
    public int RowOf(string id)
    {
        if (_ids is not null)
        {
            return Array.IndexOf(_ids, id);
        }

        if (_idOf is not null)
        {
            return Enumerable.Range(0, _count).Where(row => _idOf(row) == id).FirstOrDefault(-1);
        }

        return id.StartsWith(_prefix, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= _count && id[_prefix.Length] != '0'
            ? number - 1
            : -1;
    }
}
