using System.Numerics;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fedwire;

/// <summary>What the tags mean together: by the business function, in chains, and by check digits.</summary>
internal static class FedwireRules
{
    private const int ServiceSubtype = 90;

    private static readonly int TypeTag = PlaceOf("1510");
    private static readonly int AmountTag = PlaceOf("2000");
    private static readonly int Previous = PlaceOf("3500");
    private static readonly int Function = PlaceOf("3600");
    private static readonly int Instrument = PlaceOf("3610");
    private static readonly int Instructed = PlaceOf("3710");

    private static readonly ulong SwiftCopies = FedwireTags.MaskOf("7*");
    private static readonly ulong Originators = FedwireTags.MaskOf("5000 5010");
    private static readonly ulong Conversion = FedwireTags.MaskOf("3700 3710 3720");

    /// <summary>Who must stand beside whom: one of the second for the first.</summary>
    private static readonly (string Tags, string NeedsAll, string NeedsOne)[] Chains =
    [
        ("4000", "4100 4200", ""),
        ("4100", "4200", ""),
        ("5100", "", "5000 5010"),
        ("5200", "5100", ""),
        ("6200", "4000", ""), ("6210", "4000", ""),
        ("6300", "4100", ""), ("6310", "4100", ""),
        ("6400", "4200", ""), ("6410", "4200", ""), ("6420", "4200", ""),
        ("3720", "3710", ""),
    ];

    private static readonly (ulong Tag, ulong NeedsAll, ulong NeedsOne)[] ChainMasks =
    [
        .. Chains.Select(chain => (FedwireTags.MaskOf(chain.Tags), FedwireTags.MaskOf(chain.NeedsAll),
            FedwireTags.MaskOf(chain.NeedsOne))),
    ];

    /// <summary>What a local instrument of a CTP brings with it.</summary>
    private static readonly (string Code, ulong Required)[] Instruments =
    [
        ("COVS", FedwireTags.MaskOf("4320 7050 7059")),
        ("RRMT", FedwireTags.MaskOf("8250")),
        ("RMTS", FedwireTags.MaskOf("8300 8350 8400 8450")),
        .. "ANSI GXML IXML NARR S820 SWIF UEDI".Split(' ').Select(code => (code, FedwireTags.MaskOf("8200"))),
    ];

    private static readonly int[] RoutingTags = [PlaceOf("3100"), PlaceOf("3400")];

    /// <summary>Checks a message whose elements are all of their form.</summary>
    public static void Check(in FedwireTagSet tags, MessageErrors errors)
    {
        FedwireFunction function = FedwireFunction.Find(tags.Of(Function)[..3])!;
        int type = Ascii.Number(tags.Of(TypeTag));
        CheckFunction(tags, function, type, errors);
        if (function.Code == "CTP")
        {
            CheckInstrument(tags, errors);
        }

        CheckChains(tags, function.Code, errors);
        if (type % 100 is 2 or 8 && !tags.Has(Previous))
        {
            Add(errors, "FW-REQUIRED", "{3500}", $"a message of subtype {type % 100:D2} names the message it answers");
        }

        if (type % 100 != ServiceSubtype && !tags.Of(AmountTag).ContainsAnyExcept((byte)'0'))
        {
            Add(errors, "FW-AMOUNT", "{2000}", $"the amount is zero; only subtype {ServiceSubtype} may have none");
        }

        if (tags.Has(Instructed) && Currencies.MinorDigits(tags.Of(Instructed)[..3]) < 0)
        {
            Add(errors, "FW-CURRENCY", "{3710}", $"{Text(tags.Of(Instructed)[..3])} is no currency of ISO 4217");
        }

        foreach (int place in RoutingTags)
        {
            ReadOnlySpan<byte> number = tags.Of(place)[..9];
            if (!RoutingNumber.IsValid(number))
            {
                Add(errors, "FW-ABA", Name(place), $"{Text(number)} is no routing number: a digit must be wrong");
            }
        }
    }

    private static void CheckFunction(
        in FedwireTagSet tags, FedwireFunction function, int type, MessageErrors errors)
    {
        if (!function.Types.AsSpan().Contains(type))
        {
            Add(errors, "FW-TYPE", "{1510}", $"type and subtype {type:D4} do not go with {function.Code}");
        }

        Missing(function.Required & ~tags.Present, function.Mandates, errors);
        Forbidden(function.Forbidden & tags.Present, function.Forbids, errors);
        ReadOnlySpan<byte> transaction = tags.Of(Function)[3..].TrimEnd("* "u8);
        if (transaction.IsEmpty)
        {
            return;
        }

        if (!transaction.SequenceEqual("COV"u8))
        {
            Add(errors, "FW-CODE", "{3600}", $"transaction type '{Text(transaction)}': COV or nothing is wanted");
        }
        else if (function.Code == "CTR" || !function.AllowsTransactionType)
        {
            Add(errors, "FW-FORBIDDEN", "{3600}", $"transaction type COV is not allowed in a {function.Code}");
        }
    }

    private static void CheckInstrument(in FedwireTagSet tags, MessageErrors errors)
    {
        if ((tags.Present & Originators) == 0)
        {
            Add(errors, "FW-REQUIRED", "{5000}", "is mandatory in a CTP, or {5010} in its place");
        }

        ReadOnlySpan<byte> code = tags.Has(Instrument) ? tags.Of(Instrument)[..4] : default;
        foreach ((string instrument, ulong required) in Instruments)
        {
            if (System.Text.Ascii.Equals(code, instrument))
            {
                Missing(required & ~tags.Present, "is mandatory with the local instrument of {3610}", errors);
            }
        }

        if (code.SequenceEqual("COVS"u8))
        {
            Forbidden(tags.Present & Conversion, "is not allowed with local instrument COVS", errors);
        }
        else
        {
            Forbidden(tags.Present & SwiftCopies, "is allowed with local instrument COVS only", errors);
        }
    }

    private static void CheckChains(in FedwireTagSet tags, string function, MessageErrors errors)
    {
        // A bank's own money has no originating customer.
        foreach ((ulong tag, ulong all, ulong one) in ChainMasks)
        {
            bool isBroken = (tags.Present & tag) != 0
                && ((tags.Present & all) != all || (one != 0 && (tags.Present & one) == 0));
            if (isBroken)
            {
                ulong needed = all != 0 ? all & ~tags.Present : one;
                Add(errors, "FW-CHAIN", Name(BitOperations.TrailingZeroCount(tag)),
                    $"needs {Names(needed, all != 0 ? " and " : " or ")} beside it in a {function}");
            }
        }
    }

    private static void Missing(ulong tags, string what, MessageErrors errors) =>
        EachOf(tags, "FW-REQUIRED", what, errors);

    private static void Forbidden(ulong tags, string what, MessageErrors errors) =>
        EachOf(tags, "FW-FORBIDDEN", what, errors);

    private static void EachOf(ulong tags, string code, string what, MessageErrors errors)
    {
        for (ulong left = tags; left != 0; left &= left - 1)
        {
            Add(errors, code, Name(BitOperations.TrailingZeroCount(left)), what);
        }
    }

    private static string Names(ulong tags, string between)
    {
        List<string> names = [];
        for (ulong left = tags; left != 0; left &= left - 1)
        {
            names.Add(Name(BitOperations.TrailingZeroCount(left)));
        }

        return string.Join(between, names);
    }

    private static void Add(MessageErrors errors, string code, string where, string what) =>
        errors.Add(code, MessageLayer.Semantic, where, what);

    private static string Name(int place) => $"{{{FedwireTags.At(place).Tag}}}";

    private static string Text(ReadOnlySpan<byte> octets) => System.Text.Encoding.ASCII.GetString(octets);

    private static int PlaceOf(string tag) => BitOperations.TrailingZeroCount(FedwireTags.MaskOf(tag));
}
