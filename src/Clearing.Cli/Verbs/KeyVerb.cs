using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clearing.Cli.Output;
using Clearing.Server.Access;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing key</c>: draws a key, which is seen once, and writes the lines that an access file has of it.
/// </summary>
internal sealed class KeyVerb
{
    private readonly Argument<string> _name = new("NAME")
    {
        Description = "Of the person or program that gets the key.",
    };

    private readonly Option<Role> _role = new("--role")
    {
        Description = "As what it calls: bank, operator or observer (default bank).",
        HelpName = "ROLE",
        DefaultValueFactory = _ => Role.Bank,
    };

    private readonly Option<string?> _participant = new("--participant")
    {
        Description = "The participant that a bank's key acts for.",
        HelpName = "ID",
    };

    private readonly Option<string> _id = new("--id")
    {
        Description = "Tells the keys of one name apart (default k1).",
        HelpName = "ID",
        DefaultValueFactory = _ => "k1",
    };

    private readonly Option<DateOnly?> _until = new("--until")
    {
        Description = "First day (UTC) on which it is no longer good (default: it has no end).",
        HelpName = "DATE",
    };

    private readonly Terminal _terminal;

    private KeyVerb(Terminal terminal) => _terminal = terminal;

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        KeyVerb key = new(terminal);
        Command verb = new("key", "Draw a key for the interface over HTTP, and the lines of it for the access file.")
        {
            key._name, key._role, key._participant, key._id, key._until,
        };
        verb.Validators.Add(result =>
        {
            bool isBank = result.GetValue(key._role) == Role.Bank;
            if (isBank != result.GetResult(key._participant) is not null)
            {
                result.AddError(isBank
                    ? "A bank's key acts for somebody: add --participant ID."
                    : "Only a bank's key acts for a participant: leave --participant out, or say --role bank.");
            }
        });
        Refuse(key._name);
        Refuse(key._id);
        verb.SetAction(key.Run);
        return (verb,
        [
            "clearing key alder-desk --participant ALDER",
            "clearing key alder-desk --participant ALDER --id k2 --until 2027-01-31",
            "clearing key olga --role operator",
        ]);
    }

    private int Run(ParseResult parsed)
    {
        KeyText key = KeyText.Draw(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_id));
        string role = parsed.GetValue(_role).ToString().ToLowerInvariant();
        string? participant = parsed.GetValue(_participant);
        string? until = parsed.GetValue(_until)?.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);
        string hash = Convert.ToHexStringLower(key.Hash);
        if (_terminal.Format == OutputFormat.Json)
        {
            _terminal.Line(Json(key, role, participant, hash, until));
            return ExitCode.Ok;
        }

        _terminal.Note("The key, for its owner. It is shown this once and kept nowhere:");
        _terminal.Line(key.ToString());
        _terminal.Note("For the access file, which has no secrets:");
        _terminal.Line($"  - name: {key.Name}");
        _terminal.Line($"    role: {role}");
        if (participant is not null)
        {
            _terminal.Line($"    participant: {participant}");
        }

        _terminal.Line("    keys:");
        _terminal.Line($"      - {{ id: {key.KeyId}, sha256: \"{hash}\""
            + (until is null ? " }" : $", until: \"{until}\" }}"));
        return ExitCode.Ok;
    }

    private static string Json(KeyText key, string role, string? participant, string hash, string? until)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("key", key.ToString());
            writer.WriteString("name", key.Name);
            writer.WriteString("role", role);
            writer.WriteString("participant", participant);
            writer.WriteString("id", key.KeyId);
            writer.WriteString("sha256", hash);
            writer.WriteString("until", until);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Refuse(Symbol symbol)
    {
        Action<System.CommandLine.Parsing.SymbolResult> check = result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !KeyText.IsName(text)))
            {
                result.AddError($"'{text}' is no name; write 1 to 64 of A-Z, a-z, 0-9, - and _.");
            }
        };
        switch (symbol)
        {
            case Argument argument:
                argument.Validators.Add(check);
                break;
            case Option option:
                option.Validators.Add(check);
                break;
        }
    }
}
