using Clearing.Scenarios.Csv;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `participants:` from rows, files and generators; in the ordinal order of ids.</summary>
internal sealed class ParticipantCompiler(CompilationContext context, GeneratorRunner generators)
{
    /// <summary>Most participants of a scenario.</summary>
    public const int MaxParticipants = 1_000_000;

    /// <summary>Words of the expressions in which attributes are used.</summary>
    private static readonly string[] ReservedNames =
        ["credit", "balance", "none", "limits-granted", "limits-received", "min", "max"];

    private readonly SortedDictionary<string, Participant> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Agent, Mark At)> _agents = new(StringComparer.Ordinal);

    // Who has a BIC, by all of its 11 characters.
    private readonly Dictionary<string, string> _byBic = new(StringComparer.Ordinal);

    public IReadOnlyList<Participant> Compile(
        IReadOnlyList<ParticipantDocument> documents, IReadOnlyList<SystemAccount> systemAccounts)
    {
        for (int i = 0; i < documents.Count; i++)
        {
            ParticipantDocument document = documents[i];
            if (document.Generate is { } generate)
            {
                CheckAlone(document, "generate");
                AddGenerated(generate, i);
            }
            else if (document.File is { } file)
            {
                CheckAlone(document, "file");
                AddFile(file, context.Marks.Of(document, nameof(document.File)));
            }
            else if (document.Id is { } id)
            {
                AddRow(document, id.Text);
            }
        }

        foreach (SystemAccount account in systemAccounts)
        {
            Add(new Participant { Id = account.Id, StandsFor = account.System }, account.At);
        }

        return WithAgents();
    }

    /// <summary>Finds those through whom indirect participants settle, once all are known.</summary>
    private Participant[] WithAgents()
    {
        Participant[] participants = [.. _byId.Values];
        Dictionary<string, int> indexes = new(participants.Length, StringComparer.Ordinal);
        for (int i = 0; i < participants.Length && _agents.Count > 0; i++)
        {
            indexes.Add(participants[i].Id, i);
        }

        foreach ((string id, (string agent, Mark at)) in _agents.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!indexes.TryGetValue(agent, out int via))
            {
                context.Error(ErrorCodes.UnknownParticipant, at,
                    $"There is no participant {Characters.Show(agent)}{Nearest.Hint(agent, _byId.Keys)}");
            }
            else if (_agents.ContainsKey(agent) || participants[via].StandsFor >= 0)
            {
                context.Error(ErrorCodes.Agent, at, $"{Characters.Show(agent)} has no account of its own to settle on; "
                    + "name a participant without `via`");
            }
            else
            {
                participants[indexes[id]] = participants[indexes[id]] with { Via = via };
            }
        }

        return participants;
    }

    private void CheckAlone(ParticipantDocument document, string key)
    {
        foreach (string property in (string[])[nameof(document.Name), nameof(document.Balance), nameof(document.Credit),
            nameof(document.Balances), nameof(document.Via), nameof(document.Attributes), nameof(document.Bic),
            nameof(document.RoutingNumber)])
        {
            if (context.Marks.Has(document, property))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + property),
                    $"`{Binding.Kebab.Of(property)}` does not go together with `{key}`");
            }
        }
    }

    private void AddGenerated(ParticipantGeneratorDocument document, int source)
    {
        if (generators.Participants(document, source) is not { } drawn)
        {
            return;
        }

        for (int i = 0; i < drawn.Ids.Length; i++)
        {
            generators.NoteSize(drawn.Ids[i], drawn.Size[i]);
            Add(new Participant
            {
                Id = drawn.Ids[i],
                BalanceMinor = drawn.BalanceMinor[i],
                CreditMinor = drawn.CreditMinor[i],
            }, context.Marks.Of(document));
        }
    }

    private void AddRow(ParticipantDocument document, string id)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        Participant participant = new()
        {
            Id = id,
            Name = document.Name ?? "",
            Bic = document.Bic is { } bic ? context.Bic(bic.Text, At(nameof(document.Bic))) : "",
            RoutingNumber = document.RoutingNumber is { } number
                ? context.RoutingNumber(number.Text, At(nameof(document.RoutingNumber))) : "",
            BalanceMinor = document.Balance is { } balance
                ? context.Money(balance.Text, At(nameof(document.Balance))) ?? 0 : 0,
            CreditMinor = document.Credit is { } credit
                ? context.Credit(credit.Text, At(nameof(document.Credit))) ?? 0 : 0,
            OtherBalancesMinor = Balances(document.Balances),
            Attributes = document.Attributes ?? new Dictionary<string, decimal>(),
        };
        foreach (string name in participant.Attributes.Keys)
        {
            CheckAttributeName(name, context.Marks.Of(document.Attributes!, name));
        }

        Add(participant, At(nameof(document.Id)), document.Via?.Text, At(nameof(document.Via)),
            participant.Bic.Length > 0 ? At(nameof(document.Bic)) : At(nameof(document.Id)));
    }

    private Dictionary<string, long> Balances(IReadOnlyDictionary<string, Amount>? given)
    {
        Dictionary<string, long> balances = new(StringComparer.Ordinal);
        foreach ((string code, Amount amount) in given ?? new Dictionary<string, Amount>())
        {
            Mark at = context.Marks.Of(given!, code);
            if (OtherCurrency(code, at) is { } currency && context.Money(amount.Text, at, currency) is { } value)
            {
                balances[code] = value;
            }
        }

        return balances;
    }

    private Currency? OtherCurrency(string code, Mark at)
    {
        if (code == context.Currency.Code)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, at,
                $"{code} is the scenario's currency; write this amount as `balance`");
            return null;
        }

        return context.CurrencyOf(code, at);
    }

    private void CheckAttributeName(string name, Mark at)
    {
        if (!Ids.IsKind(name) || ReservedNames.Contains(name))
        {
            context.Error(ErrorCodes.Name, at, $"{Characters.Show(name)} cannot name an attribute; use {Ids.KindForm}, "
                + $"and none of {string.Join(", ", ReservedNames.Select(word => $"`{word}`"))}");
        }
    }

    private void AddFile(string path, Mark at)
    {
        (string full, string shown) = context.Resolve(path);
        if (SourceFile.WhyNot(full, path) is { } why)
        {
            context.Error(ErrorCodes.Unreadable, at, why);
            return;
        }

        using CsvFile? csv = CsvFile.Open(full, shown, context.Problems);
        if (csv is null)
        {
            return;
        }

        if (ParticipantColumns.Of(csv) is not { } columns)
        {
            context.Error(ErrorCodes.CsvHeader, csv.HeaderAt(0),
                $"The header has no column `id`{Nearest.Hint("id", csv.Header)}");
            return;
        }

        List<(int Column, Currency Currency)> balances = [];
        foreach (int column in columns.Balances)
        {
            string code = csv.Header[column][ParticipantColumns.BalancePrefix.Length..];
            if (OtherCurrency(code, csv.HeaderAt(column)) is { } currency)
            {
                balances.Add((column, currency));
            }
        }

        foreach (int column in columns.Attributes)
        {
            CheckAttributeName(csv.Header[column], csv.HeaderAt(column));
        }

        while (csv.Read())
        {
            AddRow(csv, columns, balances);
        }
    }

    private void AddRow(
        CsvFile csv, ParticipantColumns columns, IReadOnlyList<(int Column, Currency Currency)> balances)
    {
        Dictionary<string, decimal> attributes = new(StringComparer.Ordinal);
        foreach (int column in columns.Attributes)
        {
            if (!csv[column].IsEmpty && Number(csv, column) is { } value)
            {
                attributes[csv.Header[column]] = value;
            }
        }

        Dictionary<string, long> others = new(StringComparer.Ordinal);
        foreach ((int column, Currency currency) in balances)
        {
            if (!csv[column].IsEmpty && context.Money(csv[column], csv.At(column), currency) is { } value)
            {
                others[currency.Code] = value;
            }
        }

        (int balance, int credit, int via) = (columns.Balance, columns.Credit, columns.Via);
        Participant participant = new()
        {
            Id = csv[columns.Id].ToString(),
            Name = Name(csv, columns.Name),
            Bic = csv[columns.Bic].IsEmpty ? "" : context.Bic(csv[columns.Bic].ToString(), csv.At(columns.Bic)),
            RoutingNumber = csv[columns.RoutingNumber].IsEmpty ? "" : context.RoutingNumber(
                csv[columns.RoutingNumber].ToString(), csv.At(columns.RoutingNumber)),
            BalanceMinor = csv[balance].IsEmpty ? 0 : context.Money(csv[balance], csv.At(balance)) ?? 0,
            CreditMinor = csv[credit].IsEmpty ? 0 : context.Credit(csv[credit].ToString(), csv.At(credit)) ?? 0,
            OtherBalancesMinor = others,
            Attributes = attributes,
        };
        string? agent = csv[via].IsEmpty ? null : csv[via].ToString();
        Add(participant, csv.At(columns.Id), agent, agent is null ? default : csv.At(via),
            participant.Bic.Length > 0 ? csv.At(columns.Bic) : csv.At(columns.Id));
    }

    private decimal? Number(CsvFile csv, int column)
    {
        if (AmountText.Parse(csv[column], out decimal value) == AmountFault.None)
        {
            return value;
        }

        context.Error(ErrorCodes.Amount, csv.At(column),
            $"{Characters.Show(csv[column])} is not a plain decimal such as `1234.50`");
        return null;
    }

    private string Name(CsvFile csv, int column)
    {
        int bad = Characters.IndexOfForbidden(csv[column]);
        if (bad >= 0)
        {
            context.Error(ErrorCodes.ForbiddenCharacter, csv.At(column),
                $"The character {Characters.CodePoint(csv[column][bad])} cannot be seen and is not allowed; remove it");
        }

        return csv[column].ToString();
    }

    private void Add(
        Participant participant, Mark at, string? agent = null, Mark agentAt = default, Mark? bicAt = null)
    {
        if (!Ids.IsParticipant(participant.Id))
        {
            context.Error(ErrorCodes.Id, at,
                $"{Characters.Show(participant.Id)} is not a participant's id; use {Ids.ParticipantForm}");
            return;
        }

        if (_byId.Count >= MaxParticipants)
        {
            context.Error(ErrorCodes.TooLarge, at, $"There are more than {MaxParticipants} participants");
            return;
        }

        if (!_byId.TryAdd(participant.Id, participant))
        {
            context.Error(ErrorCodes.Duplicate, at,
                $"The participant {Characters.Show(participant.Id)} is there already; ids are unique over all sources");
        }
        else
        {
            CheckBic(participant, bicAt ?? at);
            if (agent is not null)
            {
                _agents.Add(participant.Id, (agent, agentAt));
            }
        }
    }

    // Messages name a participant by its BIC, of which the branch XXX is no part.
    private void CheckBic(Participant participant, Mark at)
    {
        string bic = participant.Bic.Length > 0 ? participant.Bic : participant.Id;
        if (participant.StandsFor >= 0 || !CompilationContext.IsBic(bic))
        {
            return;
        }

        string whole = bic.Length == 8 ? bic + "XXX" : bic;
        if (!_byBic.TryAdd(whole, participant.Id))
        {
            context.Error(ErrorCodes.Duplicate, at, $"The BIC {Characters.Show(bic)} is that of "
                + $"{_byBic[whole]} already: 8 characters and the same with XXX are one; give each its own `bic`");
        }
    }
}
