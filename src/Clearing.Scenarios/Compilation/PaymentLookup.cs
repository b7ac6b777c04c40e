using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// Finds payments by id; the index is built only when the first one is asked for. A payment of <c>written</c> that is
/// not in the table has an error of its own already.
/// </summary>
internal sealed class PaymentLookup(
    CompilationContext context, PaymentTable table, IReadOnlySet<string> written, bool isDrawn)
{
    private Dictionary<string, int>? _listed;
    private int[]?[]? _generated;

    /// <summary>True when the scenario has a payment of this id.</summary>
    public bool Has(string id) =>
        written.Contains(id) || table.Sources.Any(source => source.Prefix is not null && source.RowOf(id) >= 0);

    /// <summary>Dense index of a payment, or null after an error.</summary>
    public int? Find(string id, Mark at)
    {
        Build();
        if (_listed!.TryGetValue(id, out int index))
        {
            return index;
        }

        for (int source = 0; source < table.Sources.Count; source++)
        {
            int row = table.Sources[source].Prefix is null ? -1 : table.Sources[source].RowOf(id);
            if (row >= 0)
            {
                return isDrawn ? _generated![source]![row] : 0;
            }
        }

        if (!written.Contains(id))
        {
            context.Error(ErrorCodes.UnknownPayment, at,
                $"There is no payment {Characters.Show(id)}{Nearest.Hint(id, _listed.Keys)}");
        }

        return null;
    }

    private void Build()
    {
        if (_listed is not null)
        {
            return;
        }

        _listed = new(StringComparer.Ordinal);
        _generated = [.. table.Sources.Select(source => source.Prefix is null ? null : new int[source.Count])];
        for (int i = 0; i < table.Count; i++)
        {
            byte source = table.SourceOf[i];
            if (_generated[source] is { } rows)
            {
                rows[table.RowOf[i]] = i;
            }
            else
            {
                _listed.TryAdd(table.IdOf(i), i);
            }
        }
    }
}
