using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Clearing.Scenarios;

namespace Clearing.Cli.Verbs;

/// <summary>What a verb takes that reads scenarios: the files, the seed, and changed values.</summary>
internal sealed class ScenarioOptions
{
    private readonly Argument<string> _one = new("SCENARIO") { Description = "Path of the scenario file." };

    private readonly Argument<string[]> _many = new("SCENARIO")
    {
        Description = "Paths of the scenario files, one or more.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly bool _takesMany;

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "Draw with this seed instead of the file's.",
        HelpName = "N",
        CustomParser = SeedOf,
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Change a value of the file: a dotted path and a YAML value. May be given several times.",
        HelpName = "KEY=VALUE",
    };

    /// <param name="takesMany">False = exactly one scenario.</param>
    public ScenarioOptions(bool takesMany = false)
    {
        _takesMany = takesMany;
        _set.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(t => t.Value).Where(t => t.IndexOf('=') <= 0))
            {
                result.AddError(
                    $"'{text}' is not KEY=VALUE; write for example --set systems.gross.queue=bypass-fifo.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_takesMany ? _many : _one);
        command.Add(_seed);
        command.Add(_set);
    }

    public string PathOf(ParseResult parsed) => parsed.GetRequiredValue(_one);

    public string[] PathsOf(ParseResult parsed) => parsed.GetRequiredValue(_many);

    public ScenarioOverrides OverridesOf(ParseResult parsed) => new()
    {
        Seed = parsed.GetValue(_seed),
        Set = [.. (parsed.GetValue(_set) ?? []).Select(Split)],
    };

    /// <summary>The options of this group as a person would type them again for one of the scenarios.</summary>
    public string AsTyped(ParseResult parsed, string path)
    {
        ScenarioOverrides overrides = OverridesOf(parsed);
        IEnumerable<string> seed = overrides.Seed is { } number ? [$"--seed {number}"] : [];
        IEnumerable<string> set = overrides.Set.Select(s => "--set " + Quoted($"{s.Key}={s.Value}"));
        return string.Join(' ', [Quoted(path), .. seed, .. set]);
    }

    /// <summary>Reads a seed, and says what one is.</summary>
    public static ulong? SeedOf(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
        {
            return seed;
        }

        result.AddError($"'{text}' is not a seed; write a whole number from 0 to {ulong.MaxValue}.");
        return null;
    }

    // As a shell takes it: braces, blanks and quotes of a YAML value would otherwise be lost.
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./\\:=,@%+".Contains(c))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static KeyValuePair<string, string> Split(string text)
    {
        int equals = text.IndexOf('=');
        return KeyValuePair.Create(text[..equals], text[(equals + 1)..]);
    }
}
