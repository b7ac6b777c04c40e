using System.Text.RegularExpressions;

namespace Clearing.Cli.Tests;

/// <summary>What somebody typed wrongly costs exit code 2, says what, and where to read on (catalogue I14).</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("", "Required command was not provided.", "See 'clearing --help'.")]
    [InlineData("xyzzy day.yaml", "'xyzzy' is not known here.", "See 'clearing --help'.")]
    [InlineData("runn day.yaml", "'runn' is not known here; did you mean 'run'?", "See 'clearing --help'.")]
    [InlineData("validat day.yaml", "did you mean 'validate'?", "See 'clearing --help'.")]
    [InlineData("serv", "'serv' is not known here; did you mean 'serve'?", "See 'clearing --help'.")]
    [InlineData("serve a.yaml b.yaml", "'b.yaml' is not known here.", "See 'clearing serve --help'.")]
    [InlineData("serve --dta x", "did you mean '--data'?", "See 'clearing serve --help'.")]
    [InlineData("serve --data a --postgres b", "are two places", "See 'clearing serve --help'.")]
    [InlineData("serve --tcp 70000", "'70000' is no port; write 0 to 65535.", "See 'clearing serve --help'.")]
    [InlineData("serve --speed 0", "'0' is no speed; write a whole number", "See 'clearing serve --help'.")]
    [InlineData("serve --listen here", "'here' is no address", "See 'clearing serve --help'.")]
    [InlineData("serve --listen 0.0.0.0", "On 0.0.0.0 others could act", "See 'clearing serve --help'.")]
    [InlineData("run day.yaml --sed 3", "'--sed' is not known here; did you mean '--seed'?", "clearing run --help'.")]
    [InlineData("run day.yaml --no-colour", "did you mean '--no-color'?", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --quite", "did you mean '--quiet'?", "See 'clearing run --help'.")]
    [InlineData("run a.yaml b.yaml --messages c", "--messages takes one scenario", "See 'clearing run --help'.")]
    [InlineData("serve --cluster", "--cluster needs --postgres", "See 'clearing serve --help'.")]
    [InlineData("serve --silo 127.0.0.1:1", "--silo is for --cluster", "See 'clearing serve --help'.")]
    [InlineData("run", "Required argument 'SCENARIO' missing", "See 'clearing run --help'.")]
    [InlineData("validate", "Required argument 'SCENARIO' missing", "See 'clearing validate --help'.")]
    [InlineData("explain", "Required argument 'RUN' missing", "See 'clearing explain --help'.")]
    [InlineData("explan out p1", "'explan' is not known here; did you mean 'explain'?", "See 'clearing --help'.")]
    [InlineData("load", "Required argument 'PROFILE' missing", "See 'clearing load --help'.")]
    [InlineData("load a.yaml --kyes b", "did you mean '--keys'?", "See 'clearing load --help'.")]
    [InlineData("load a.yaml --data a --postgres b", "do not go together", "See 'clearing load --help'.")]
    [InlineData("message", "Required command was not provided.", "See 'clearing message --help'.")]
    [InlineData("message pars a.fin", "did you mean 'parse'?", "See 'clearing message --help'.")]
    [InlineData("message parse", "Required argument 'FILE' missing", "See 'clearing message parse --help'.")]
    [InlineData("message parse a.fin --fromat json", "did you mean '--format'?", "clearing message parse --help'.")]
    [InlineData("validate --bogus", "'--bogus' is not known here.", "See 'clearing validate --help'.")]
    [InlineData("run day.yaml --payments xml", "'xml' not recognized", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --format yaml", "'yaml' not recognized", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --seed -1", "'-1' is not a seed; write a whole number", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --seed many", "'many' is not a seed; write a whole", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --seed", "--seed", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --set queue", "'queue' is not KEY=VALUE", "See 'clearing run --help'.")]
    [InlineData("run day.yaml --set =fifo", "'=fifo' is not KEY=VALUE", "See 'clearing run --help'.")]
    public async Task I14_A_wrong_command_line_ends_with_2_and_says_what_and_where_to_read(
        string line, string message, string advice)
    {
        using Session session = new();

        int code = await session.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, session.Error);
        Assert.EndsWith(advice + "\n", session.Error);
        Assert.Empty(session.Out);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_a_path_not_a_response_file()
    {
        using Session session = new();

        int code = await session.RunAsync("run", "@" + session.In("nothing"));

        Assert.Equal(ExitCode.Invalid, code);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("validate --help")]
    [InlineData("describe --help")]
    [InlineData("explain --help")]
    [InlineData("load --help")]
    [InlineData("serve --help")]
    [InlineData("message --help")]
    [InlineData("message parse --help")]
    public async Task Help_shows_usage_examples_and_exit_codes_on_standard_out(string line)
    {
        using Session session = new();

        int code = await session.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("Usage:", session.Out);
        Assert.Contains("Examples:\n  clearing ", session.Out);
        Assert.Contains("3 invalid file", session.Out);
        Assert.Contains("--no-color", session.Out);
        Assert.Contains("--quiet", session.Out);
        Assert.Contains("--format <text|json>", session.Out);
        Assert.Empty(session.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_folder_without_a_name_ends_with_2(string folder)
    {
        using Session session = new();

        int code = await session.RunAsync("run", session.In("day.yaml"), "--out", folder);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--out names no folder", session.Error);
    }

    [Fact]
    public async Task The_scenarios_that_help_names_as_examples_exist()
    {
        using Session session = new();

        await session.RunAsync("--help");

        MatchCollection named = Regex.Matches(session.Out, @"scenarios/(\S+)/(\S+\.yaml)");
        Assert.NotEmpty(named);
        Assert.All(named, m => Assert.NotEmpty(
            Directory.GetFiles(Checkout.PathOf("scenarios/" + m.Groups[1].Value), m.Groups[2].Value)));
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("run --version")]
    [InlineData("validate --version")]
    [InlineData("describe --version")]
    [InlineData("message parse --version")]
    public async Task The_version_is_one_line_on_the_command_and_on_every_verb(string line)
    {
        using Session session = new();

        int code = await session.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches("^clearing [0-9]+\\.[0-9]+\\.[0-9]+\n$", session.Out);
    }
}
