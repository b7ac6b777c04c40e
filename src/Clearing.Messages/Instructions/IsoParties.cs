using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>Parties, institutions and accounts of ISO 20022.</summary>
internal static class IsoParties
{
    private const string NotProvided = "NOTPROVIDED";
    private const int MostAddressLines = 7;

    // Elements of a postal address in the order of the schema, with the most characters that every version takes.
    private static readonly (string Name, int Most)[] Parts =
    [
        ("Dept", 70), ("SubDept", 70), ("StrtNm", 70), ("BldgNb", 16), ("BldgNm", 35), ("Flr", 70), ("PstBx", 16),
        ("Room", 70), ("PstCd", 16), ("TwnNm", 35), ("TwnLctnNm", 35), ("DstrctNm", 35), ("CtrySubDvsn", 35),
        ("Ctry", 2),
    ];

    public static Agent? ReadAgent(IsoFields fields, IsoElement? at, string name)
    {
        IsoElement? institution = at?.Find(name, "FinInstnId");
        if (institution is null)
        {
            return null;
        }

        IsoElement? member = institution.Find("ClrSysMmbId");
        (IReadOnlyList<string> lines, IReadOnlyList<AddressPart> parts, string? town, string? country) =
            ReadAddress(fields, institution.Find("PstlAdr"));
        string? bic = fields.Text(institution, "BICFI") ?? fields.Text(institution, "BIC");
        Agent agent = new()
        {
            Bic = bic is null ? null : FinText.ShortBic(bic),
            MemberScheme = fields.Choice(member, "ClrSysId"),
            MemberId = fields.Text(member, "MmbId"),
            Lei = fields.Text(institution, "LEI"),
            Name = ReadName(fields.Text(institution, "Nm")),
            Address = lines,
            AddressParts = parts,
            Town = town,
            Country = country,
            Account = ReadAccount(fields, at!.Find(name + "Acct")),
        };
        return Facts.Of(agent).Count == 0 ? null : agent;
    }

    /// <summary>A party; its account stands beside it.</summary>
    public static Party? ReadParty(IsoFields fields, IsoElement? element, IsoElement? account)
    {
        if (element is null)
        {
            return null;
        }

        (IReadOnlyList<string> lines, IReadOnlyList<AddressPart> parts, string? town, string? country) =
            ReadAddress(fields, element.Find("PstlAdr"));
        IsoElement? organisation = element.Find("Id", "OrgId");
        string? bic = fields.Text(organisation, "AnyBIC") ?? fields.Text(organisation, "BICOrBEI");
        return new Party
        {
            Name = ReadName(fields.Text(element, "Nm")),
            Address = lines,
            AddressParts = parts,
            Town = town,
            Country = country,
            Account = ReadAccount(fields, account),
            Bic = bic is null ? null : FinText.ShortBic(bic),
            Lei = fields.Text(organisation, "LEI"),
            Ids =
            [
                .. IsoFields.All(organisation, "Othr").Select(id => ReadId(fields, id, true)),
                .. IsoFields.All(element.Find("Id", "PrvtId"), "Othr").Select(id => ReadId(fields, id, false)),
            ],
        };
    }

    private static PartyId ReadId(IsoFields fields, IsoElement id, bool isOrganisation) =>
        new(fields.Text(id, "Id") ?? "", fields.Choice(id, "SchmeNm"), fields.Text(id, "Issr"), isOrganisation);

    private static string? ReadName(string? name) => name == NotProvided ? null : name;

    private static (IReadOnlyList<string>, IReadOnlyList<AddressPart>, string?, string?) ReadAddress(
        IsoFields fields, IsoElement? address)
    {
        List<AddressPart> parts = [];
        List<string> lines = [];
        string? town = fields.Text(address, "TwnNm");
        string? country = fields.Text(address, "Ctry");
        foreach ((string name, _) in Parts)
        {
            if (name is not "TwnNm" and not "Ctry" && fields.Text(address, name) is { } text)
            {
                parts.Add(new AddressPart(name, text));
            }
        }

        foreach (IsoElement line in IsoFields.All(address, "AdrLine"))
        {
            if (fields.Text(line) is { } text && text != NotProvided)
            {
                lines.Add(text);
            }
        }

        return (lines, parts, town, country);
    }

    public static string? ReadAccount(IsoFields fields, IsoElement? account) =>
        fields.Text(account, "Id", "IBAN") ?? fields.Text(account, "Id", "Othr", "Id");

    public static IsoElement? WriteAgent(string name, Agent? agent) => agent is null ? null : IsoElement.Of(
        name,
        IsoElement.Of(
            "FinInstnId",
            agent.Bic is null ? null : IsoElement.Leaf("BICFI", agent.Bic),
            agent.MemberId is null || !IsValid(agent) ? null : IsoElement.Of(
                "ClrSysMmbId",
                IsoLeaf.Choice("ClrSysId", agent.MemberScheme, most: 5),
                IsoLeaf.Text("MmbId", agent.MemberId)),
            IsoLeaf.Text("LEI", agent.Lei),
            IsoLeaf.Text("Nm", agent.Name, 140),
            WriteAddress(agent.Address, agent.AddressParts, agent.Town, agent.Country)));

    private static bool IsValid(Agent agent) =>
        agent.MemberScheme != "USABA" || FinText.IsRoutingNumber(agent.MemberId!);

    /// <summary>The institution, and its account if it has one.</summary>
    public static IsoElement?[] WriteWithAccount(string name, Agent? agent) =>
        [WriteAgent(name, agent), WriteAccount(name + "Acct", agent?.Account)];

    public static IsoElement WriteParty(string name, Party party) => IsoElement.Of(
        name,
        IsoLeaf.Text("Nm", party.Name ?? (party.Bic is null ? NotProvided : null), 140),
        WriteAddress(party.Address, party.AddressParts, party.Town, party.Country),
        WriteIds(party));

    private static IsoElement? WriteIds(Party party)
    {
        bool isOrganisation = party.Bic is not null || party.Lei is not null || party.Ids.Any(id => id.IsOrganisation);
        if (!isOrganisation && party.Ids.Count == 0)
        {
            return null;
        }

        List<IsoElement> ids = [];
        if (isOrganisation)
        {
            ids.AddRange(Present(IsoLeaf.Text("AnyBIC", party.Bic), IsoLeaf.Text("LEI", party.Lei)));
        }

        foreach (PartyId id in party.Ids)
        {
            ids.Add(IsoElement.Of(
                "Othr",
                IsoLeaf.Text("Id", id.Id),
                IsoLeaf.Choice("SchmeNm", id.Scheme),
                IsoLeaf.Text("Issr", id.Issuer)));
        }

        return IsoElement.Of("Id", new IsoElement(isOrganisation ? "OrgId" : "PrvtId", null, ids));
    }

    private static IsoElement? WriteAddress(
        IReadOnlyList<string> lines, IReadOnlyList<AddressPart> parts, string? town, string? country)
    {
        List<IsoElement> elements = [];
        foreach ((string name, int most) in Parts)
        {
            string? text = name switch
            {
                "TwnNm" => town,
                "Ctry" => country,
                _ => parts.FirstOrDefault(part => part.Name == name)?.Text,
            };
            elements.AddRange(Present(IsoLeaf.Text(name, text, most)));
        }

        elements.AddRange(lines.Take(MostAddressLines).SelectMany(line => Present(IsoLeaf.Text("AdrLine", line, 70))));
        return elements.Count == 0 ? null : new IsoElement("PstlAdr", null, elements);
    }

    public static IsoElement? WriteAccount(string name, string? account)
    {
        if (string.IsNullOrEmpty(account) || account.StartsWith('/'))
        {
            return null;
        }

        return IsoElement.Of(name, IsoElement.Of(
            "Id",
            FinText.IsIban(account)
                ? IsoElement.Leaf("IBAN", account)
                : IsoElement.Of("Othr", IsoLeaf.Text("Id", account, 34))));
    }

    private static IEnumerable<IsoElement> Present(params IsoElement?[] elements) =>
        elements.Where(element => element is not null).Select(element => element!);
}
