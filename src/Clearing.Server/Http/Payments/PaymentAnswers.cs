using System.Globalization;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Server.Intake;
using Clearing.Settlement.Ledgers;
using Microsoft.AspNetCore.Http;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http.Payments;

/// <summary>Writes what became of instructions, without making a text of anything (<see cref="InstructionAnswer"/>).
/// </summary>
internal static class PaymentAnswers
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText Number = JsonEncodedText.Encode("number");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Repeated = JsonEncodedText.Encode("repeated");
    private static readonly JsonEncodedText[] Statuses =
        [.. Enumerable.Range(0, (int)Standing.Halted + 1).Select(s => JsonEncodedText.Encode(Words.Of((Standing)s)))];

    /// <summary>Answers with what became of one instruction: 201 the first time, 200 when it is repeated.</summary>
    /// <param name="context">The request.</param>
    /// <param name="state">Of it.</param>
    /// <param name="place">Address below which it is found by its id; null = nowhere.</param>
    public static Task WriteAsync(HttpContext context, in PaymentState state, string? place)
    {
        if (Refusals.Of((Standing)state.Standing) is { } problem)
        {
            return context.WriteAsync(problem);
        }

        context.Response.StatusCode =
            state.IsRepeated ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        if (place is not null)
        {
            context.Response.Headers.Location = $"{place}/{state.Id}";
        }

        Sheet sheet = Sheet.Take();
        Write(sheet.Json, state);
        return context.SendAsync(sheet, MediaTypes.Json);
    }

    /// <summary>Answers with what became of each payment of a bulk.</summary>
    public static Task WriteAsync(HttpContext context, Submission batch, List<Problem?> problems)
    {
        Sheet sheet = Sheet.Take();
        Utf8JsonWriter json = sheet.Json;
        ReadOnlySpan<PaymentState> states = batch.States;
        int command = 0;
        json.WriteStartObject();
        json.WriteStartArray("answers"u8);
        for (int i = 0; i < batch.Count; i++)
        {
            PaymentState state = batch.StateOf(i, states, ref command);
            json.WriteStartObject();
            if ((problems[i] ?? Refusals.Of((Standing)state.Standing)) is { } problem)
            {
                json.WritePropertyName("problem"u8);
                problem.Write(json);
            }
            else
            {
                json.WritePropertyName("payment"u8);
                Write(json, state);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        context.Response.StatusCode = StatusCodes.Status200OK;
        return context.SendAsync(sheet, MediaTypes.Json);
    }

    private static void Write(Utf8JsonWriter json, in PaymentState state)
    {
        json.WriteStartObject();
        WriteId(json, state.Id);
        json.WriteString(Status, Statuses[(int)state.Standing]);
        if (Words.Of(state.Reason) is { } reason)
        {
            json.WriteString(Reason, reason);
        }
        else
        {
            json.WriteNull(Reason);
        }

        json.WriteNumber(Number, state.Number);
        if (state.Time == 0)
        {
            json.WriteNull(Time);
        }
        else
        {
            Span<byte> text = stackalloc byte[32];
            DateTimeOffset.UnixEpoch.AddTicks(state.Time * TimeSpan.TicksPerMicrosecond).TryFormat(
                text, out int length, HttpText.TimeFormat, CultureInfo.InvariantCulture);
            json.WriteString(Time, text[..length]);
        }

        json.WriteBoolean(Repeated, state.IsRepeated);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, InstructionId id)
    {
        if (id.IsNumbered)
        {
            json.WriteString(Id, id.ToString());
            return;
        }

        Span<byte> octets = stackalloc byte[16];
        id.WriteTo(octets);
        json.WriteString(Id, new Guid(octets, bigEndian: true));
    }
}
