using System.CommandLine;
using Clearing.Cli.Output;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Cli.Verbs;

/// <summary>
/// <c>clearing message convert</c>: the messages of files in another format, and what was lost on the way.
/// </summary>
internal sealed class MessageConvertVerb
{
    private readonly Terminal _terminal;
    private readonly MessageConvertOutput _output;
    private readonly Func<MessageFormat, ConversionTarget> _targetOf;
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private int _imads;
    private int _worst = ExitCode.Ok;

    private MessageConvertVerb(
        Terminal terminal, Func<MessageFormat, ConversionTarget> targetOf, string? folder)
    {
        _terminal = terminal;
        _targetOf = targetOf;
        _output = new MessageConvertOutput(terminal, folder);
    }

    public static (Command Verb, string[] Examples) Create(Terminal terminal)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Files of messages, or folders of such files.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> to = To();
        Option<string> usage = new("--usage")
        {
            Description = "By whose rules ISO 20022 is written; of Fedwire tags fedwire, else cbpr.",
            HelpName = "cbpr|fedwire|chips",
        };
        usage.AcceptOnlyFromAmong("cbpr", "fedwire", "chips");
        Option<string[]> members = Members();
        Option<string?> folder = new("--out")
        {
            Description = "Write a file a message into this folder instead of printing.",
            HelpName = "DIR",
        };
        Command verb = new("convert", "Write payments and account reports in another format; tell what was lost.")
        {
            files, to, usage, members, folder,
        };
        verb.SetAction(parsed =>
        {
            Dictionary<string, string> numbers = [];
            foreach (string member in parsed.GetValue(members) ?? [])
            {
                numbers[member[..8]] = member[(member.IndexOf('=', StringComparison.Ordinal) + 1)..];
            }

            string? chosen = parsed.GetValue(usage);
            string type = parsed.GetRequiredValue(to);
            MessageConvertVerb run = new(
                terminal,
                source => TargetOf(type, chosen ?? (source == MessageFormat.Fedwire ? "fedwire" : null))!
                    with
                { Members = numbers },
                parsed.GetValue(folder));
            return run.Convert(parsed.GetRequiredValue(files));
        });
        return (verb,
        [
            "clearing message convert payment.fin --to iso20022",
            "clearing message convert inbox.xml --to mt --out converted",
            "clearing message convert pay.fin --to fedwire --member ALPHDEFF=021000021 --member BRAVUS33=021040078",
        ]);
    }

    private static Option<string> To()
    {
        Option<string> to = new("--to")
        {
            Description = "What it becomes: mt, iso20022, fedwire, or a type such as 205, pacs.008 or pacs.008.001.10.",
            HelpName = "TYPE",
            Required = true,
        };
        to.Validators.Add(result =>
        {
            string? wanted = result.GetValueOrDefault<string>();
            if (TargetOf(wanted, null) is null)
            {
                result.AddError($"--to {wanted}: no format and no message type; known are mt, iso20022, fedwire, MT "
                    + "numbers such as 205, and ids such as pacs.008 or pacs.008.001.10.");
            }
        });
        return to;
    }

    private static Option<string[]> Members()
    {
        Option<string[]> members = new("--member")
        {
            Description = "Routing or participant number of a bank, where the message says its BIC only.",
            HelpName = "BIC=NUMBER",
        };
        members.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !IsMember(text)))
            {
                result.AddError($"--member {text}: a BIC, =, and a number are wanted.");
            }
        });
        return members;
    }

    private static bool IsMember(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is 8 or 11 && !text.EndsWith('=');

    /// <summary>The target that a type names; null = none.</summary>
    private static ConversionTarget? TargetOf(string? type, string? usage)
    {
        IsoUsage rules = usage switch
        {
            "fedwire" => IsoUsage.Fedwire,
            "chips" => IsoUsage.Chips,
            _ => IsoUsage.Cbpr,
        };
        return type switch
        {
            "mt" => new ConversionTarget(MessageFormat.Mt),
            "fedwire" => new ConversionTarget(MessageFormat.Fedwire),
            "iso20022" => new ConversionTarget(MessageFormat.Iso20022, Usage: rules),
            { Length: 3 } when type.All(char.IsAsciiDigit) => new ConversionTarget(MessageFormat.Mt, type),
            "pacs.008" or "pacs.009" or "camt.052" or "camt.053" or "camt.054" =>
                new ConversionTarget(MessageFormat.Iso20022, type + ".001.08", rules),
            "pacs.004" => new ConversionTarget(MessageFormat.Iso20022, "pacs.004.001.09", rules),
            { Length: 15 } when type[4] == '.' && type[8] == '.' =>
                new ConversionTarget(MessageFormat.Iso20022, type, rules),
            _ => null,
        };
    }

    private int Convert(string[] files)
    {
        foreach (string file in MessageFiles.Of(files, Fail))
        {
            using FileStream stream = File.OpenRead(file);
            MessageSplitter splitter = new(stream);
            MessageFacts facts = default;
            while (splitter.Read())
            {
                string place = $"{file}, message {splitter.Index}";
                bool isAccepted = _reader.Read(splitter.Format, splitter.Message, ref facts, _errors);
                Write(file, splitter.Index, place, isAccepted ? Convert(splitter.Format, splitter.Message) : []);
                if (_output.IsBlocked)
                {
                    return ExitCode.Usage;
                }
            }
        }

        return _worst;
    }

    private void Fail(string problem)
    {
        _terminal.Problem(problem);
        _worst = ExitCode.Invalid;
    }

    private IReadOnlyList<Converted> Convert(MessageFormat format, ReadOnlySpan<byte> message)
    {
        ConversionTarget target = _targetOf(format) with { ImadSequence = _imads + 1 };
        IReadOnlyList<Converted> results = format switch
        {
            MessageFormat.Mt when FinMessage.Parse(message) is { } fin => [Conversion.Convert(fin, target)],
            MessageFormat.Iso20022 when IsoMessage.Parse(message) is { } iso => Conversion.Convert(iso, target),
            MessageFormat.Fedwire => [Conversion.Convert(FedwireMessage.Parse(message), target)],
            _ => [],
        };
        _imads += results.Count;
        return results;
    }

    private void Write(string file, int index, string place, IReadOnlyList<Converted> results)
    {
        if (results.Count == 0)
        {
            _output.Refuse(file, index, place, _errors.All);
            _worst = ExitCode.Invalid;
        }

        for (int part = 0; part < results.Count; part++)
        {
            Converted result = results[part];
            if (result.Succeeded)
            {
                if (!_output.Write(file, index, results.Count > 1 ? part + 1 : 0, place, result))
                {
                    _worst = ExitCode.Invalid;
                }
            }
            else
            {
                _output.Refuse(file, index, place, result.Errors.All);
                _worst = ExitCode.Invalid;
            }
        }
    }
}
