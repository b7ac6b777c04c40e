using System.Globalization;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>What the blocks around the text say of a payment: who, to whom, how urgent, sent before or not.</summary>
internal sealed class FinEnvelope
{
    private const string Transport = "belongs to the transport, not to the payment";

    private FinEnvelope()
    {
    }

    /// <summary>103, 202 ...; guessed from the fields where there are no headers.</summary>
    public required string Type { get; init; }

    public Agent Sender { get; private set; } = new();

    public Agent Receiver { get; private set; } = new();

    public bool IsUrgent { get; private set; }

    public bool IsPossibleDuplicate { get; private set; }

    /// <summary>When it was sent, of a message that the network delivered.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    public string? Uetr { get; private set; }

    /// <summary>STP, COV, REMIT ... of {119:}.</summary>
    public string? Validation { get; private set; }

    /// <summary>Service type of {111:}.</summary>
    public string? ServiceType { get; private set; }

    public static FinEnvelope Read(FinMessage message, Losses losses)
    {
        FinEnvelope envelope = new() { Type = TypeOf(message) };
        envelope.ReadHeaders(message, losses);
        foreach (FinTag tag in message.UserHeader)
        {
            switch (tag.Tag)
            {
                case "121":
                    envelope.Uetr = tag.Value;
                    break;
                case "119":
                    envelope.Validation = tag.Value;
                    break;
                case "111":
                    envelope.ServiceType = tag.Value;
                    break;
                default:
                    losses.Dropped($"{{{tag.Tag}:}}", tag.Value, Transport);
                    break;
            }
        }

        foreach (FinTag tag in message.Trailers)
        {
            if (tag.Tag is "PDE" or "PDM")
            {
                envelope.IsPossibleDuplicate = true;
            }

            if (tag.Tag is not "PDE" and not "PDM" || tag.Value.Length > 0)
            {
                losses.Dropped($"{{{tag.Tag}:}}", tag.Value, Transport);
            }
        }

        return envelope;
    }

    /// <summary>Message type of the header; of a body alone the type that its fields are of; empty = none.</summary>
    public static string TypeOf(FinMessage message)
    {
        // A message of a service, such as an acknowledgement, is named by it, whatever else it says.
        if (message.BasicHeader is { Length: >= 3 } basic && basic[1..3] != "01")
        {
            return basic[..3];
        }

        if (message.ApplicationHeader is { Length: >= 4 } header)
        {
            return header[1..4];
        }

        bool Has(string tag) => message.Fields.Any(f => f.Tag.StartsWith(tag, StringComparison.Ordinal));
        return (Has("58"), Has("59"), Has("60"), Has("34F")) switch
        {
            (true, _, _, _) => "202",
            (_, true, _, _) => "103",
            (_, _, true, _) => "940",
            (_, _, _, true) => "942",
            _ => "",
        };
    }

    private void ReadHeaders(FinMessage message, Losses losses)
    {
        if (message.BasicHeader is not { Length: >= 25 } basic
            || message.ApplicationHeader is not { Length: > 0 } application)
        {
            return;
        }

        string own = basic[3..15];
        if (basic[15..].Trim('0').Length > 0)
        {
            losses.Dropped("{1:}", basic[15..], Transport);
        }

        if (application[0] == 'I' && application.Length >= 17)
        {
            Sender = Of(own);
            Receiver = Of(application[4..16]);
            IsUrgent = application[16] == 'U';
            ReportRest(application[17..], IsUrgent ? "3003" : "", losses);
        }
        else if (application[0] == 'O' && application.Length >= 46)
        {
            // The network delivered it: the sender stands in the message input reference.
            Sender = Of(application[14..26]);
            Receiver = Of(own);
            IsUrgent = application[^1] == 'U';
            if (FinText.Date(application[8..14]) is { } date
                && TimeOnly.TryParseExact(
                    application[4..8], "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
            {
                SentAt = new DateTimeOffset(date.ToDateTime(time), TimeSpan.Zero);
            }

            losses.Dropped("{2:}", application[26..], Transport);
        }
    }

    private static void ReportRest(string rest, string usual, Losses losses)
    {
        if (rest.Length > 0 && rest != usual)
        {
            losses.Dropped("{2:}", rest, Transport);
        }
    }

    private static bool HasBic(Agent agent) => agent.Bic is not null && FinText.IsBic(agent.Bic);

    private static Agent Of(string address) => new() { Bic = FinText.BicOfAddress(address) };

    /// <summary>Headers of a message to be sent; no headers when neither bank is known.</summary>
    /// <returns>Null when a bank has no BIC: MT is addressed by BIC only.</returns>
    public static FinMessage? Write(
        string type, Agent sender, Agent receiver, bool isUrgent, IReadOnlyList<FinTag> user, MessageErrors errors)
    {
        if (sender.NamesNobody() && receiver.NamesNobody())
        {
            return new FinMessage();
        }

        if (!HasBic(sender) || !HasBic(receiver))
        {
            bool isSender = !HasBic(sender);
            errors.Add(
                ConversionCodes.Address, MessageLayer.Semantic, isSender ? "{1:}" : "{2:}",
                $"MT is addressed by BIC and the {(isSender ? "sender" : "receiver")} has none; "
                + "give the institution's BIC.");
            return null;
        }

        return new FinMessage
        {
            BasicHeader = $"F01{FinText.AddressOfBic(sender.Bic!, 'A')}0000000000",
            ApplicationHeader = $"I{type}{FinText.AddressOfBic(receiver.Bic!, 'X')}{(isUrgent ? "U3003" : "N")}",
            UserHeader = user,
        };
    }
}
