using System.Text;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Identifiers;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;
using Clearing.Scenarios;

namespace Clearing.Cli.Verbs;

/// <summary>Reads the payments of message files for scenarios (`payments: - messages:`).</summary>
internal static class MessagePayments
{
    /// <summary>The payments of one file, in order; what is no payment is left out.</summary>
    /// <param name="path">Of a file that is there.</param>
    public static IReadOnlyList<MessagePayment> Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        MessageSplitter splitter = new(stream);
        MessageReader reader = new();
        MessageErrors errors = new();
        MessageFacts facts = default;
        List<MessagePayment> payments = [];
        while (splitter.Read())
        {
            if (reader.Read(splitter.Format, splitter.Message, ref facts, errors))
            {
                string identity = Encoding.ASCII.GetString(facts.Identity.Of(splitter.Message));
                payments.AddRange(InstructionsOf(splitter.Format, splitter.Message)
                    .Select(instruction => Of(splitter.Index, identity, instruction)));
            }
            else
            {
                payments.Add(new MessagePayment { Index = splitter.Index, Problem = Describe(errors.All[0]) });
            }
        }

        return payments;
    }

    private static string Describe(MessageError error) => $"{error.Code} at {error.Where}: {error.What}";

    private static List<PaymentInstruction> InstructionsOf(MessageFormat format, ReadOnlySpan<byte> message)
    {
        Losses losses = new();
        MessageErrors errors = new();
        List<PaymentInstruction> found = [];
        switch (format)
        {
            case MessageFormat.Mt when FinMessage.Parse(message) is { } fin:
                Add(InstructionReader.Read(fin, losses, errors));
                break;
            case MessageFormat.Iso20022 when IsoMessage.Parse(message) is { } iso:
                for (int i = 0; i < InstructionReader.Count(iso); i++)
                {
                    Add(InstructionReader.Read(iso, i, losses, errors));
                }

                break;
            case MessageFormat.Fedwire:
                Add(InstructionReader.Read(FedwireMessage.Parse(message), losses, errors));
                break;
        }

        return found;

        void Add(PaymentInstruction? instruction)
        {
            if (instruction is not null)
            {
                found.Add(instruction);
            }
        }
    }

    private static MessagePayment Of(int index, string identity, PaymentInstruction instruction) => new()
    {
        Index = index,
        Identity = identity,
        Uetr = instruction.Uetr ?? "",
        Reference = instruction.Reference,
        From = NamesOf(instruction.InstructingAgent, instruction.DebtorAgent),
        To = NamesOf([instruction.InstructedAgent, .. instruction.Intermediaries, instruction.CreditorAgent,
            instruction.CreditorInstitution]),
        Currency = instruction.Currency,
        Amount = instruction.Amount.ToText(
            Currencies.MinorDigits(Encoding.ASCII.GetBytes(instruction.Currency))),
        ValueDate = instruction.ValueDate,
        CreatedAtUs = instruction.CreatedAt is { } at ? at.ToUnixTimeMilliseconds() * 1000 : null,
        IsUrgent = instruction.Priority == "HIGH",
        IsPossibleDuplicate = instruction.IsPossibleDuplicate,
    };

    private static List<string> NamesOf(params ReadOnlySpan<Agent?> agents)
    {
        List<string> names = [];
        foreach (Agent? agent in agents)
        {
            foreach (string? name in (string?[])[agent?.Bic, agent?.MemberId])
            {
                if (name is not null && !names.Contains(name))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }
}
