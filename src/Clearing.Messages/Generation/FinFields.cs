using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>The fields of block 4 as they are drawn one after the other.</summary>
internal sealed class FinFields(Draw draw)
{
    private readonly List<FinField> _fields = [];

    public IReadOnlyList<FinField> All => _fields;

    public FinFields Add(string tag, string value)
    {
        _fields.Add(new FinField(tag, value));
        return this;
    }

    public FinFields Add((string Tag, string Value) field) => Add(field.Tag, field.Value);

    /// <summary>Adds an optional field in so many of a hundred draws; true when it was.</summary>
    public bool Maybe(int percent, string tag, Func<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        bool isThere = draw.Chance(percent);
        if (isThere)
        {
            Add(tag, value());
        }

        return isThere;
    }

    /// <summary>
    /// Adds an optional institution field in one of its options; its letter, or null when it was left out.
    /// </summary>
    public char? MaybeInstitution(int percent, string number, string options, bool identified = false)
    {
        if (!draw.Chance(percent))
        {
            return null;
        }

        return Institution(number, options, identified);
    }

    public char Institution(string number, string options, bool identified = false)
    {
        char option = draw.Of(options);
        Add(number + option, FinParties.Institution(draw, option, identified));
        return option;
    }

    /// <summary>Time indications (13C) of some of the codes.</summary>
    public FinFields Times(params ReadOnlySpan<string> codes)
    {
        foreach (string code in draw.Some(15, codes))
        {
            Add("13C", $"/{code}/{Values.TimeWithOffset(draw)}");
        }

        return this;
    }

    /// <summary>Sender to receiver information: code words at the line's start, or its continuation.</summary>
    public FinFields Information(int percent, params ReadOnlySpan<string> codes)
    {
        if (!draw.Chance(percent))
        {
            return this;
        }

        string text = $"/{draw.Of(codes)}/{Values.Line(draw, 28)}";
        for (int more = draw.Below(3); more > 0; more--)
        {
            text += "\n//" + Values.Line(draw, 33);
        }

        return Add("72", draw.Chance(20) ? $"/INS/{Values.Bic(draw)}\n{text}" : text);
    }
}
