using Clearing.Messages.Instructions;
using CsCheck;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>There and back again: what the losses do not name is the same.</summary>
public class RoundTripTests
{
    private static readonly Agent Alpha = new() { Bic = "ALPHDEFF", MemberScheme = "USABA", MemberId = "021000021" };
    private static readonly Agent Bravo = new() { Bic = "BRAVUS33", MemberScheme = "USABA", MemberId = "021040078" };

    private static readonly Gen<string> Word =
        Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[3, 40].Select(letters => new string(letters));

    private static readonly Gen<Agent?> Bank = Gen.Select(Gen.Int[0, 4], Word, (form, name) => form switch
    {
        0 => null,
        1 => new Agent { Bic = "KILOUS33" },
        2 => new Agent { Bic = "LIMAUS33ABC", Account = "4711" },
        3 => new Agent { MemberScheme = "USABA", MemberId = "011104238", Name = "MIKE BANK" },
        _ => new Agent { Name = name, Address = ["TENTH STREET", "NEW YORK"] },
    });

    private static readonly Gen<Party> Person = Gen.Select(
        Word, Gen.Int[0, 3], Word.Select(word => word[..Math.Min(20, word.Length)]),
        (name, form, account) => form switch
        {
            0 => new Party { Name = name, Account = account },
            1 => new Party
            {
                Name = name,
                Account = account,
                Town = "BOSTON",
                Country = "US",
                Address = ["MAIN ROAD 1"],
            },
            2 => new Party { Name = name, Address = ["MAIN ROAD 1", "BOSTON"] },
            _ => new Party
            {
                Name = name,
                Account = account,
                Town = "BOSTON",
                Country = "US",
                AddressParts = [new AddressPart("StrtNm", "MAIN ROAD"), new AddressPart("BldgNb", "1")],
            },
        });

    private static readonly string[] Bearers = ["DEBT", "CRED", "SHAR", "SLEV"];

    private static readonly Gen<PaymentInstruction> Customer = Gen.Select(
        Gen.Select(Word, Word, Gen.Long[1, 99_999_999_999], Gen.Int[0, 2000]),
        Gen.Select(Person, Person, Bank, Bank),
        Gen.Select(Bank, Bank, Bank, Gen.Int[0, 3].Select(i => Bearers[i])),
        Gen.Select(Word.Array[0, 5], Word.Array[0, 4], Gen.Bool, Gen.Bool),
        (head, parties, agents, more) => new PaymentInstruction
        {
            Kind = InstructionKind.CustomerTransfer,
            Reference = head.Item1,
            EndToEndId = head.Item2[..Math.Min(35, head.Item2.Length)],
            Uetr = DerivedIds.Uetr(head.Item1),
            Currency = "USD",
            Amount = new DecimalAmount(head.Item3, 2),
            ValueDate = new DateOnly(2026, 1, 1).AddDays(head.Item4),
            InstructingAgent = Alpha,
            InstructedAgent = Bravo,
            Debtor = parties.Item1,
            Creditor = parties.Item2,
            DebtorAgent = parties.Item3,
            CreditorAgent = parties.Item4,
            Intermediaries = parties.Item4 is null || agents.Item1 is null ? [] : [agents.Item1],
            SendersCorrespondent = agents.Item2,
            ReceiversCorrespondent = agents.Item2 is null ? null : agents.Item3,
            ChargeBearer = agents.Item4,
            SenderCharges = more.Item3 && agents.Item4 != "DEBT" ? [new Charge("USD", new DecimalAmount(500, 2))] : [],
            Remittance = more.Item1,
            AgentInstructions = [.. more.Item2.Select(word => "/BNF/" + word)],
            Priority = more.Item4 ? "HIGH" : null,
        });

    private static readonly ConversionTarget[] Targets =
    [
        new(MessageFormat.Mt),
        new(MessageFormat.Iso20022),
        new(MessageFormat.Iso20022, Usage: IsoUsage.Fedwire),
        new(MessageFormat.Fedwire),
    ];

    [Fact]
    public void What_no_loss_names_is_the_same_after_two_conversions()
    {
        Gen.Select(Customer, Gen.Int[0, Targets.Length - 1], Gen.Int[0, Targets.Length - 1]).Sample(
            (instruction, first, second) =>
            {
                HashSet<string> named = [];
                if (Write(instruction, Targets[first], named) is { } there
                    && Write(there, Targets[second], named) is { } back)
                {
                    HashSet<string> after = [.. Facts.Of(back).Select(fact => NameOf(fact.Name, fact.Text))];
                    foreach (Fact fact in Facts.Of(instruction))
                    {
                        string name = NameOf(fact.Name, fact.Text);
                        bool isTold = named.Contains(name) || named.Contains(fact.Name);
                        Assert.True(after.Contains(name) || isTold, $"{fact} is lost in silence");
                    }
                }
            },
            iter: 400, threads: 1);
    }

    // A line of a list is the same at another place, when one before it is gone.
    private static string NameOf(string name, string text) =>
        $"{(name.EndsWith(']') ? name[..name.LastIndexOf('[')] : name)}={text}";

    // Through a written message that its reader accepts.
    private static PaymentInstruction? Write(
        PaymentInstruction instruction, ConversionTarget target, HashSet<string> named)
    {
        MessageErrors errors = new();
        Losses losses = new();
        Converted written = new() { Losses = losses, Errors = errors };
        PaymentInstruction? again = null;
        Losses unread = new();
        switch (target.Format)
        {
            case MessageFormat.Mt when InstructionWriter.ToFin(instruction, errors) is { } fin:
                written = written with { Fin = fin };
                again = InstructionReader.Read(fin, unread, errors);
                break;
            case MessageFormat.Iso20022
                when InstructionWriter.ToIso(instruction, errors, target.Usage) is { } iso:
                written = written with { Iso = iso };
                again = InstructionReader.Read(iso, 0, unread, errors);
                break;
            case MessageFormat.Fedwire when InstructionWriter.ToFedwire(instruction, errors) is { } fedwire:
                written = written with { Fedwire = fedwire };
                again = InstructionReader.Read(fedwire, unread, errors);
                break;
            default:
                break;
        }

        if (again is null)
        {
            // Routing numbers are lost on MT; then the way to Fedwire is closed, and says so.
            Assert.Contains(errors.All, error => error.Code == ConversionCodes.Address);
            return null;
        }

        Assert.Equal("", Judge.ErrorsOf(written));
        Assert.Empty(unread.All);
        Facts.Compare(instruction, again, "", losses);
        named.UnionWith(losses.All.Where(loss => !loss.Where.EndsWith(']')).Select(loss => loss.Where));
        named.UnionWith(losses.All.Select(loss => NameOf(loss.Where, loss.What)));
        return again;
    }
}
