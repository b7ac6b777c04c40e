using System.Buffers;
using Clearing.Cli.Output;
using Clearing.Grains.Carrying;
using Clearing.Messages;
using Clearing.Messages.Generation;
using Clearing.Scenarios;

namespace Clearing.Cli.Verbs;

/// <summary>The payments of a scenario as messages, in the order in which they fall due.</summary>
internal static class MessageGenerateScenario
{
    /// <summary>The type that a word means for a payment; null when no payment is written as that.</summary>
    public static string? TypeOf(string word) => word switch
    {
        "mt" => "103",
        "iso20022" => "pacs.008.001.08",
        "fedwire" => "CTR",
        _ => MessageGenerator.Find(word).FirstOrDefault(PaymentMessages.Types.Contains),
    };

    /// <summary>Writes them; an exit code.</summary>
    public static int Write(
        string path, ulong? seed, string type, long count, string folder, Terminal terminal,
        CancellationToken cancellation)
    {
        ScenarioResult read = ScenarioReader.Read(path, new ScenarioOverrides { Seed = seed });
        if (read.Scenario is not { } scenario)
        {
            ErrorLines.Print(terminal, read.Errors);
            return ExitCode.Invalid;
        }

        PlainPayments payments = new(scenario);
        using GeneratedFiles files = new(folder, terminal);
        ArrayBufferWriter<byte> message = new(1 << 14);
        MessageErrors errors = new();
        bool needsNumber = MessageGenerator.FormatOf(type) == MessageFormat.Fedwire;
        long written = Math.Min(count, payments.Count);
        for (int i = 0; i < written; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            message.ResetWrittenCount();
            if (!PaymentMessages.TryWrite(type, payments.Of(i, needsNumber), message, errors))
            {
                terminal.Problem(
                    $"{path}: payment {payments.IdOf(i)} cannot be written as {type}: {errors.All[0].What}");
                return ExitCode.Invalid;
            }

            files.Append(type, message.WrittenSpan);
        }

        terminal.Note($"{written} {(written == 1 ? "message" : "messages")} of {path}.");
        return ExitCode.Ok;
    }
}
