using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>Parties and institutions in their options of MT: A, B, C, D, F, K and the one without a letter.</summary>
internal static class FinParties
{
    private const int Width = 35;

    /// <summary>An institution of option A, B, C or D; null when the field names none.</summary>
    public static Agent? ReadAgent(FinField? field, Losses losses)
    {
        if (field is null)
        {
            return null;
        }

        string[] lines = FinText.Lines(field.Value);
        (Agent agent, int next) = ReadPartyLine(lines, field.Tag, losses);
        string[] rest = lines[next..];
        return field.Tag[^1] switch
        {
            'A' when rest.Length == 1 => agent with { Bic = FinText.ShortBic(rest[0]) },
            'B' => agent with { Location = rest.Length > 0 ? string.Join(' ', rest) : null },
            'C' => agent,
            _ => agent with { Name = rest.Length > 0 ? rest[0] : null, Address = rest.Length > 1 ? rest[1..] : [] },
        };
    }

    private static (Agent Agent, int Next) ReadPartyLine(string[] lines, string tag, Losses losses)
    {
        string line = lines[0];
        if (!line.StartsWith('/'))
        {
            return (new Agent(), 0);
        }

        if (ClearingSchemes.Read(line) is { } member)
        {
            return (new Agent { MemberScheme = member.Scheme, MemberId = member.Id }, 1);
        }

        if (Mark(line) is { } mark)
        {
            if (tag is not "53B")
            {
                losses.Dropped($":{tag}:", $"/{mark}/", "whether an account is debited or credited has no place here");
            }

            line = line[2..];
        }

        return (new Agent { Account = line[1..] }, 1);
    }

    /// <summary>C or D of /C/account or /D/account; null = not said.</summary>
    public static char? Mark(string line) =>
        line.Length > 3 && line[0] == '/' && line[2] == '/' && line[1] is 'C' or 'D' ? line[1] : null;

    /// <summary>A customer of 50A, 50F, 50K, 59, 59A or 59F.</summary>
    public static Party? ReadParty(FinField? field, Losses losses)
    {
        if (field is null)
        {
            return null;
        }

        string[] lines = FinText.Lines(field.Value);
        bool isNumbered = field.Tag.EndsWith('F');
        Party party = new();
        int next = 0;
        if (lines[0].StartsWith('/'))
        {
            party = party with { Account = lines[0][1..] };
            next = 1;
        }
        else if (isNumbered && lines[0].Length > 7 && lines[0][4] == '/')
        {
            string[] parts = lines[0].Split('/', 3);
            party = party with { Ids = [new PartyId(parts[^1], parts[0], parts[1])] };
            next = 1;
        }

        string[] rest = lines[next..];
        if (isNumbered)
        {
            return ReadNumbered(party, rest, field.Tag, losses);
        }

        if (field.Tag.EndsWith('A'))
        {
            return party with { Bic = rest.Length > 0 ? FinText.ShortBic(rest[0]) : null };
        }

        return party with { Name = rest.Length > 0 ? rest[0] : null, Address = rest.Length > 1 ? rest[1..] : [] };
    }

    private static Party ReadNumbered(Party party, string[] lines, string tag, Losses losses)
    {
        List<string> names = [];
        List<string> address = [];
        List<PartyId> ids = [.. party.Ids];
        foreach (string line in lines)
        {
            string text = line.Length > 2 ? line[2..] : "";
            string[] parts = text.Split('/');
            switch (line.Length > 0 ? line[0] : ' ')
            {
                case '1':
                    names.Add(text);
                    break;
                case '2':
                    address.Add(text);
                    break;
                case '3' when party.Country is null:
                    party = party with
                    {
                        Country = parts[0],
                        Town = parts.Length > 1 ? text[(parts[0].Length + 1)..] : null,
                    };
                    break;
                case '6' when parts.Length == 3:
                    ids.Add(new PartyId(parts[2], "CUST", $"{parts[0]}/{parts[1]}"));
                    break;
                case '7' when parts.Length == 2:
                    ids.Add(new PartyId(parts[1], "NIDN", parts[0]));
                    break;
                default:
                    losses.Dropped($":{tag}:", line, "this line of the party has no place in the instruction");
                    break;
            }
        }

        return party with { Name = string.Join(' ', names), Address = address, Ids = ids };
    }

    /// <summary>The institution in the first option that carries it: A, then D, then B or C.</summary>
    /// <param name="number">Field number: 52.</param>
    /// <param name="agent">The institution; null = no field.</param>
    /// <param name="options">Options that the message allows in this field.</param>
    /// <param name="mark">D or C before the account: the account is debited or credited.</param>
    public static FinField? WriteAgent(string number, Agent? agent, string options, char? mark = null)
    {
        if (agent is null)
        {
            return null;
        }

        List<string> lines = [];
        string? member = agent.MemberId is null ? null : ClearingSchemes.Write(agent.MemberScheme, agent.MemberId);
        string? account = agent.Account is null ? null : "/" + FinText.Cut(agent.Account, 34);
        if ((account is not null && mark is not null ? $"/{mark}{account}" : account ?? member) is { } first)
        {
            lines.Add(first);
        }

        if (agent.Bic is not null && options.Contains('A', StringComparison.Ordinal))
        {
            return new FinField(number + "A", string.Join('\n', [.. lines, FinText.ShortBic(agent.Bic)]));
        }

        if (agent.Name is not null && options.Contains('D', StringComparison.Ordinal))
        {
            List<string> text = FinText.Wrap([agent.Name, .. AddressOf(agent)], Width, 4);
            return new FinField(number + "D", string.Join('\n', [.. lines, .. text]));
        }

        if (options.Contains('B', StringComparison.Ordinal) && (lines.Count > 0 || agent.Location is not null))
        {
            lines.AddRange(FinText.Wrap(agent.Location is null ? [] : [agent.Location], Width, 1));
            return new FinField(number + "B", string.Join('\n', lines));
        }

        if (lines.Count == 0)
        {
            return null;
        }

        // Only a number is known. Option D wants a name; where C is not allowed the number stands for one.
        return options.Contains('C', StringComparison.Ordinal)
            ? new FinField(number + "C", lines[0])
            : new FinField(number + "D", string.Join('\n', [lines[0], FinText.Cut(lines[0].TrimStart('/'), Width)]));
    }

    /// <summary>A customer: with a BIC and no name option A, with town and country option F, else lines.</summary>
    public static FinField WriteParty(string number, Party party)
    {
        List<string> lines = [];
        if (party.Account is not null)
        {
            lines.Add("/" + FinText.Cut(party.Account, 34));
        }

        if (party is { Bic: not null, Name: null })
        {
            return new FinField(number + "A", string.Join('\n', [.. lines, FinText.ShortBic(party.Bic)]));
        }

        PartyId? id = lines.Count == 0 ? party.Ids.FirstOrDefault(IsPartyLine) : null;
        if (id is not null && number == "50")
        {
            lines.Add(FinText.Cut($"{id.Scheme}/{id.Issuer}/{id.Id}", Width));
        }

        bool canBeNumbered = party is { Country: not null, Town: not null, Name: not null }
            && (lines.Count > 0 || number == "59");
        if (canBeNumbered)
        {
            lines.AddRange(Numbered(party));
            return new FinField(number + "F", string.Join('\n', lines));
        }

        string place = $"{party.Town} {party.Country}".Trim();
        lines.AddRange(FinText.Wrap(
            [party.Name ?? "NOTPROVIDED", .. AddressOf(party.Address, party.AddressParts), place], Width, 4));
        return new FinField(number == "59" ? "59" : number + "K", string.Join('\n', lines));
    }

    private static bool IsPartyLine(PartyId id) =>
        id is { Scheme.Length: 4, Issuer.Length: 2 } && id.Id.Length <= 27;

    // Four lines in all: one or two of the name, one of the country, the rest of the address and of further ids.
    private static List<string> Numbered(Party party)
    {
        List<string> name = FinText.Wrap([party.Name!], Width - 2, 2);
        List<string> address = FinText.Wrap(
            AddressOf(party.Address, party.AddressParts), Width - 2, 3 - name.Count);
        List<string> lines =
        [
            .. name.Select(line => "1/" + line),
            .. address.Select(line => "2/" + line),
            FinText.Cut($"3/{party.Country}/{party.Town}", Width),
        ];
        foreach (PartyId id in party.Ids)
        {
            string? line = id switch
            {
                { Scheme: "CUST", Issuer.Length: > 3 } when id.Issuer[2] == '/' => $"6/{id.Issuer}/{id.Id}",
                { Scheme: "NIDN", Issuer.Length: 2 } when party.Account is not null => $"7/{id.Issuer}/{id.Id}",
                _ => null,
            };
            if (line is not null && lines.Count < 4)
            {
                lines.Add(FinText.Cut(line, Width));
            }
        }

        return lines;
    }

    private static List<string> AddressOf(Agent agent)
    {
        List<string> lines = AddressOf(agent.Address, agent.AddressParts);
        string place = $"{agent.Town} {agent.Country}".Trim();
        if (place.Length > 0)
        {
            lines.Add(place);
        }

        return lines;
    }

    /// <summary>Address lines, and a structured address as one of them.</summary>
    public static List<string> AddressOf(IReadOnlyList<string> lines, IReadOnlyList<AddressPart> parts) =>
        parts.Count == 0 ? [.. lines] : [.. lines, string.Join(' ', parts.Select(part => part.Text))];
}
