namespace Clearing.Messages.Fedwire;

/// <summary>A business function code of {3600} with what it allows (FW-4, FW-6).</summary>
/// <param name="Code">CTR, BTR ...</param>
/// <param name="Name">What it is, in words.</param>
/// <param name="Types">Types and subtypes of {1510} as one number each: 1000, 1602.</param>
/// <param name="Required">A bit for each tag that must be there besides the mandatory ones.</param>
/// <param name="Forbidden">A bit for each tag that must not be there.</param>
/// <param name="AllowsTransactionType">False when {3600} must end after the code.</param>
internal sealed record FedwireFunction(
    string Code, string Name, int[] Types, ulong Required, ulong Forbidden, bool AllowsTransactionType)
{
    private const string ForBanks = "10 15 16:00 02 08";
    private const string ForSettlement = "16:00 02 08";
    private const string BankOnly = "3610 3700 3710 3720 4400 5010 5400 6110 7* 8* 9000";
    private const string SettlementOnly = "3610 3620 3700 3710 3720 4400 5010 5400 6110 7* 8* 9000";
    private const string NoDrawdown = "3610 3620 3700 3710 3720 5010 7* 8* 9000";

    /// <summary>What is said of a tag that is missing.</summary>
    public string Mandates { get; } = $"is mandatory in a {Code} ({Name})";

    /// <summary>What is said of a tag that must not be there.</summary>
    public string Forbids { get; } = $"is not allowed in a {Code} ({Name})";

    private static readonly FedwireFunction[] All =
    [
        Of("BTR", "bank transfer", ForBanks, "", BankOnly, allowsTransactionType: false),
        Of("CTR", "customer transfer", ForBanks, "4200 5000", "3610 3620 4400 5010 5400 6110 7* 8* 9000"),
        Of("CTP", "customer transfer plus", "10 15 16:00 01 02 07 08", "4200", "4400 5400 6110",
            allowsTransactionType: false),
        Of("CKS", "check same-day settlement", ForSettlement, "", SettlementOnly),
        Of("DEP", "deposit to sender's account", ForSettlement, "", SettlementOnly),
        Of("FFR", "federal funds returned", ForSettlement, "", SettlementOnly),
        Of("FFS", "federal funds sold", ForSettlement, "", SettlementOnly),
        Of("DRW", "drawdown payment", "10 16:32", "4200 5000", NoDrawdown),
        Of("DRB", "bank drawdown request", "16:31 33", "4400 5400", NoDrawdown),
        Of("DRC", "customer drawdown request", "10:31 33", "4200 4400 5400", NoDrawdown),
        Of("SVC", "service message", "10 15 16:01 07 90|10 16:33", "", "3610 3620 3700 3710 3720 5010 7* 8*"),
    ];

    private static readonly ulong[] Codes =
        [.. All.Select(function => FedwireForm.Packed(System.Text.Encoding.ASCII.GetBytes(function.Code)))];

    /// <summary>The function of that code; null = there is none.</summary>
    public static FedwireFunction? Find(ReadOnlySpan<byte> code)
    {
        int at = code.Length == 3 ? Codes.AsSpan().IndexOf(FedwireForm.Packed(code)) : -1;
        return at < 0 ? null : All[at];
    }

    private static FedwireFunction Of(
        string code, string name, string types, string required, string forbidden,
        bool allowsTransactionType = true) => new(
            code, name, TypesOf(types), FedwireTags.MaskOf(required), FedwireTags.MaskOf(forbidden),
            allowsTransactionType);

    // Every type before the colon with every subtype behind it.
    private static int[] TypesOf(string text) =>
    [
        .. from list in text.Split('|')
           let sides = list.Split(':')
           from type in sides[0].Split(' ')
           from subtype in sides[1].Split(' ')
           select int.Parse(type + subtype, System.Globalization.CultureInfo.InvariantCulture),
    ];
}
