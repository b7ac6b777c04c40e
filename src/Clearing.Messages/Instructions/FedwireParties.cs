using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Instructions;

/// <summary>Parties of Fedwire: what the identifier is, the identifier, a name, three lines of address.</summary>
internal static class FedwireParties
{
    // Code of the tag and of ISO 20022. D, an account, and the codes of institutions stand apart.
    private static readonly (string Code, string Scheme)[] PartySchemes =
        [("1", "CCPT"), ("2", "TXID"), ("3", "DRLC"), ("4", "ARNU"), ("5", "COID"), ("9", "CUST")];

    public static Agent? ReadAgent(FedwireTag? tag)
    {
        if (tag is null)
        {
            return null;
        }

        (string code, string id, string? name, IReadOnlyList<string> address) = Split(tag);
        Agent agent = new() { Name = name, Address = address };
        string[] parts = id.Split('/', 2);
        return code switch
        {
            "F" => agent with { MemberScheme = "USABA", MemberId = id },
            "C" => agent with { MemberScheme = "USPID", MemberId = id },
            "U" => agent with { MemberScheme = "CUID", MemberId = id },
            "B" when FinText.IsBic(id) => agent with { Bic = FinText.ShortBic(id) },
            "T" when FinText.IsBic(parts[0]) =>
                agent with { Bic = FinText.ShortBic(parts[0]), Account = parts.Length > 1 ? parts[1] : null },
            "D" or "" => agent with { Account = id.Length > 0 ? id : null },
            _ => agent with { MemberScheme = code, MemberId = id },
        };
    }

    public static Party? ReadParty(FedwireTag? tag)
    {
        if (tag is null)
        {
            return null;
        }

        (string code, string id, string? name, IReadOnlyList<string> address) = Split(tag);
        Party party = new() { Name = name, Address = address };
        string[] parts = id.Split('/', 2);
        string? scheme = PartySchemes.FirstOrDefault(pair => pair.Code == code).Scheme;
        return code switch
        {
            _ when scheme is not null => party with { Ids = [new PartyId(id, scheme)] },
            "B" when FinText.IsBic(id) => party with { Bic = FinText.ShortBic(id) },
            "T" when FinText.IsBic(parts[0]) =>
                party with { Bic = FinText.ShortBic(parts[0]), Account = parts.Length > 1 ? parts[1] : null },
            "D" or "" => party with { Account = id.Length > 0 ? id : null },
            _ => party with { Ids = [new PartyId(id, code)] },
        };
    }

    private static (string Code, string Id, string? Name, IReadOnlyList<string> Address) Split(FedwireTag tag)
    {
        string Element(int i) => i < tag.Elements.Count ? tag.Elements[i].Trim() : "";
        string name = Element(2);
        List<string> address = [.. tag.Elements.Skip(3).Select(e => e.Trim()).Where(e => e.Length > 0)];
        return (Element(0), Element(1), name.Length > 0 ? name : null, address);
    }

    public static FedwireTag? WriteAgent(string tag, Agent? agent)
    {
        if (agent is null)
        {
            return null;
        }

        (string code, string id) = agent switch
        {
            { MemberScheme: "USABA", MemberId: not null } => ("F", agent.MemberId),
            { MemberScheme: "USPID", MemberId: not null } => ("C", agent.MemberId),
            { MemberScheme: "CUID", MemberId: not null } => ("U", agent.MemberId),
            { MemberScheme: { Length: 1 } letter, MemberId: not null } => (letter, agent.MemberId),
            { Bic: not null, Account: not null } => ("T", $"{agent.Bic}/{agent.Account}"),
            { Bic: not null } => ("B", agent.Bic),
            { Account: not null } => ("D", agent.Account),
            _ => ("", ""),
        };
        string place = $"{agent.Town} {agent.Country}".Trim();
        return Write(
            tag, code, id, agent.Name, [.. FinParties.AddressOf(agent.Address, agent.AddressParts), place]);
    }

    public static FedwireTag Write(string tag, Party party)
    {
        PartyId? number = party.Ids.FirstOrDefault(i => PartySchemes.Any(pair => pair.Scheme == i.Scheme));
        (string code, string id) = party switch
        {
            { Bic: not null, Account: not null } => ("T", $"{party.Bic}/{party.Account}"),
            { Account: not null } => ("D", party.Account),
            { Bic: not null } => ("B", party.Bic),
            _ when number is not null => (PartySchemes.First(pair => pair.Scheme == number.Scheme).Code, number.Id),
            _ => ("", ""),
        };
        string place = $"{party.Town} {party.Country}".Trim();
        return Write(
            tag, code, id, party.Name ?? "NOTPROVIDED",
            [.. FinParties.AddressOf(party.Address, party.AddressParts), place]);
    }

    private static FedwireTag Write(string tag, string code, string id, string? name, IEnumerable<string> address)
    {
        List<string> elements =
        [
            code, FedwireText.Cut(id, 34), FedwireText.Cut(name ?? "", 35), .. FedwireText.Lines(address, 3),
        ];
        return new FedwireTag(tag, FedwireText.Trimmed(elements));
    }
}
