using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>
/// The fields of a block 4, each taken once by a reader; what nobody took is reported when the reading ends.
/// </summary>
internal sealed class FinFields(IReadOnlyList<FinField> fields)
{
    private readonly bool[] _taken = new bool[fields.Count];
    private int _from;
    private int _to = fields.Count;

    /// <summary>Looks at a stretch of the fields only, as sequences A and B of a cover.</summary>
    public void Within(int from, int to)
    {
        _from = from;
        _to = to;
    }

    /// <summary>Index of the first field with that number, whatever its option; -1 = none.</summary>
    public int IndexOf(string number)
    {
        for (int i = _from; i < _to; i++)
        {
            if (!_taken[i] && fields[i].Tag.StartsWith(number, StringComparison.Ordinal)
                && fields[i].Tag.Length <= Math.Max(3, number.Length))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The next field of a number (52: any option; 33B: that option) that nobody took; null = none.</summary>
    public FinField? Take(string number)
    {
        int index = IndexOf(number);
        if (index < 0)
        {
            return null;
        }

        _taken[index] = true;
        return fields[index];
    }

    /// <summary>All of a number.</summary>
    public List<FinField> TakeAll(string number)
    {
        List<FinField> all = [];
        while (Take(number) is { } field)
        {
            all.Add(field);
        }

        return all;
    }

    public string[] TakeLines(string number) => Take(number) is { } field ? FinText.Lines(field.Value) : [];

    public void ReportRest(Losses losses)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (!_taken[i])
            {
                losses.Dropped($":{fields[i].Tag}:", fields[i].Value, "the instruction has no place for this field");
            }
        }
    }
}
