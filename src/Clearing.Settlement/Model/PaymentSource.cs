using System.Globalization;

namespace Clearing.Settlement.Model;

/// <summary>Where a run of payments came from, and how a row of it is named.</summary>
public sealed class PaymentSource
{
    private readonly string[]? _ids;
    private readonly string _prefix;
    private readonly int _count;

    private PaymentSource(string[]? ids, string prefix, int count)
    {
        _ids = ids;
        _prefix = prefix;
        _count = count;
    }

    public int Count => _count;

    /// <summary>A listed source (scenario rows or a file): each row has its own id.</summary>
    public static PaymentSource Listed(string[] ids) => new(ids, "", ids.Length);

    /// <summary>A generated source: row n is named <c>prefix</c> followed by n + 1.</summary>
    public static PaymentSource Generated(string prefix, int count) => new(null, prefix, count);

    /// <summary>The prefix of generated ids, or null for a listed source.</summary>
    public string? Prefix => _ids is null ? _prefix : null;

    public string IdOf(int row) =>
        _ids is null ? _prefix + (row + 1).ToString(CultureInfo.InvariantCulture) : _ids[row];

    /// <summary>The row that bears this id, or -1.</summary>
    public int RowOf(string id)
    {
        if (_ids is not null)
        {
            return Array.IndexOf(_ids, id);
        }

        return id.StartsWith(_prefix, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= _count && id[_prefix.Length] != '0'
            ? number - 1
            : -1;
    }
}
