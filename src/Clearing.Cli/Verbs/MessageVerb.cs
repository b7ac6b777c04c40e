using System.CommandLine;
using Clearing.Cli.Output;

namespace Clearing.Cli.Verbs;

/// <summary><c>clearing message</c>: what is done with payment messages; each thing is a verb of its own.</summary>
internal static class MessageVerb
{
    /// <summary>The verb and those below it, each with examples of its use; the verb itself comes first.</summary>
    public static (Command Verb, string[] Examples)[] Create(Terminal terminal)
    {
        (Command Verb, string[] Examples)[] below =
        [
            MessageParseVerb.Create(terminal),
            MessageConvertVerb.Create(terminal),
            MessageExplainVerb.Create(terminal),
            MessageGenerateVerb.Create(terminal),
        ];
        Command verb = new("message", "Read and make payment messages: SWIFT MT, ISO 20022 and Fedwire.");
        foreach ((Command one, _) in below)
        {
            verb.Add(one);
        }

        return [(verb, [.. below.Select(one => one.Examples[0])]), .. below];
    }
}
