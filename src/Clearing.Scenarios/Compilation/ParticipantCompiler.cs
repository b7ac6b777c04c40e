using Clearing.Scenarios.Csv;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `participants:` from rows, files and generators; in the ordinal order of ids.</summary>
internal sealed class ParticipantCompiler(CompilationContext context, GeneratorRunner generators)
{
    /// <summary>Most participants of a scenario.</summary>
    public const int MaxParticipants = 1_000_000;

    private static readonly string[] ColumnNames = ["id", "name", "balance", "credit"];

    private readonly SortedDictionary<string, Participant> _byId = new(StringComparer.Ordinal);

    public IReadOnlyList<Participant> Compile(IReadOnlyList<ParticipantDocument> documents)
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

        return [.. _byId.Values];
    }

    private void CheckAlone(ParticipantDocument document, string key)
    {
        foreach (string property in (string[])[nameof(document.Name), nameof(document.Balance), nameof(document.Credit),
            nameof(document.Attributes)])
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
        Add(new Participant
        {
            Id = id,
            Name = document.Name ?? "",
            BalanceMinor = document.Balance is { } balance
                ? context.Money(balance.Text, At(nameof(document.Balance))) ?? 0 : 0,
            CreditMinor = document.Credit is { } credit
                ? context.Credit(credit.Text, At(nameof(document.Credit))) ?? 0 : 0,
            Attributes = Attributes(document.Attributes),
        }, At(nameof(document.Id)));
    }

    private Dictionary<string, long> Attributes(IReadOnlyDictionary<string, Amount>? given)
    {
        Dictionary<string, long> attributes = new(StringComparer.Ordinal);
        foreach ((string name, Amount amount) in given ?? new Dictionary<string, Amount>())
        {
            Mark at = context.Marks.Of(given!, name);
            CheckAttributeName(name, at);
            if (context.Money(amount.Text, at) is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private void CheckAttributeName(string name, Mark at)
    {
        if (!Ids.IsKind(name) || name is "credit" or "balance" or "none")
        {
            context.Error(ErrorCodes.Name, at, $"{Characters.Show(name)} cannot name an attribute; use {Ids.KindForm}, "
                + "and none of `credit`, `balance`, `none`");
        }
    }

    private void AddFile(string path, Mark at)
    {
        (string full, string shown) = context.Resolve(path);
        if (SourceFile.WhyNot(full, shown) is { } why)
        {
            context.Error(ErrorCodes.Unreadable, at, why);
            return;
        }

        using CsvFile? csv = CsvFile.Open(full, shown, context.Problems);
        if (csv is null)
        {
            return;
        }

        int id = csv.ColumnOf("id");
        if (id < 0)
        {
            context.Error(ErrorCodes.CsvHeader, csv.HeaderAt(0),
                $"The header has no column `id`{Nearest.Hint("id", csv.Header)}");
            return;
        }

        int[] attributes = [.. Enumerable.Range(0, csv.Header.Count).Where(i => !ColumnNames.Contains(csv.Header[i]))];
        foreach (int column in attributes)
        {
            CheckAttributeName(csv.Header[column], csv.HeaderAt(column));
        }

        int name = csv.ColumnOf("name");
        int balance = csv.ColumnOf("balance");
        int credit = csv.ColumnOf("credit");
        while (csv.Read())
        {
            Dictionary<string, long> values = new(StringComparer.Ordinal);
            foreach (int column in attributes)
            {
                if (!csv[column].IsEmpty && context.Money(csv[column], csv.At(column)) is { } value)
                {
                    values[csv.Header[column]] = value;
                }
            }

            Add(new Participant
            {
                Id = csv[id].ToString(),
                Name = Name(csv, name),
                BalanceMinor = csv[balance].IsEmpty ? 0 : context.Money(csv[balance], csv.At(balance)) ?? 0,
                CreditMinor = csv[credit].IsEmpty ? 0 : context.Credit(csv[credit].ToString(), csv.At(credit)) ?? 0,
                Attributes = values,
            }, csv.At(id));
        }
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

    private void Add(Participant participant, Mark at)
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
    }
}
