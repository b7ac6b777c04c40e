using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Clearing.Grains.Ledgers;
using Clearing.Server.Serving;

namespace Clearing.Cli.Output;

/// <summary>How a service says where it listens, how it goes, and how it ended.</summary>
internal sealed class ServiceLines(Terminal terminal, LiveService service, ServiceOptions options)
{
    private readonly string[] _names =
        [.. service.World.Streams.Select(stream => stream[(service.World.Name.Length + 1)..])];

    private readonly string _scheme = options.Tls is null ? "http" : "https";
    private ServiceStatus? _last;

    /// <summary>The last status, once more.</summary>
    public string Again { get; private set; } = "";

    /// <summary>The first lines of the result.</summary>
    public void Begin()
    {
        if (terminal.Format == OutputFormat.Json)
        {
            terminal.Line(Json(writer =>
            {
                writer.WriteString("world", service.World.Name);
                writer.WriteString("place", service.Location);
                writer.WriteBoolean("new", service.World.IsNew);
                writer.WriteString("business_time", Time(service.World.Clock.NowUs, "yyyy-MM-ddTHH:mm:ss.ffffffZ"));
                writer.WriteNumber("speed", service.World.Clock.Speed);
                writer.WriteStartArray("ledgers");
                Array.ForEach(_names, writer.WriteStringValue);
                writer.WriteEndArray();
                writer.WriteString("tcp", service.Endpoint.ToString());
                if (service.Process is { } process)
                {
                    writer.WriteString("silo", process);
                }

                if (service.HttpEndpoint is { } http)
                {
                    writer.WriteString("http", $"{_scheme}://{http}");
                }

                writer.WriteBoolean("keys", options.Keys.Count > 0);
                writer.WriteBoolean("access", options.Access is not null);
                writer.WriteBoolean("tls", options.Tls is not null);
            }));
        }
        else
        {
            int speed = service.World.Clock.Speed;
            string known = service.World.IsNew ? "new" : "known";
            terminal.Line($"World {service.World.Name}, {known}, in {service.Location}");
            terminal.Line($"Business time {Time(service.World.Clock.NowUs, "yyyy-MM-dd HH:mm:ss")} UTC, at {speed}x");
            terminal.Line($"Ledgers {string.Join(", ", _names)}");
            terminal.Line($"Listening for sessions on {service.Endpoint}");
            if (service.Process is { } process)
            {
                terminal.Line($"One of a cluster, reached by the others on {process}");
            }

            if (service.HttpEndpoint is { } http)
            {
                terminal.Line($"Listening for requests on {_scheme}://{http}");
            }
        }

        terminal.Out.Profile.Out.Writer.Flush();
        NoteRisks();
    }

    /// <summary>The status in one line; null when there is nothing new to say.</summary>
    /// <param name="status">Now.</param>
    /// <param name="seconds">Since the last one.</param>
    public string? Status(ServiceStatus status, double seconds)
    {
        bool isNews = _last is null || status.Sessions != _last.Sessions || status.Ledgers.Zip(_last.Ledgers).Any(
            pair => pair.First.Sequence != pair.Second.Sequence || pair.First.State != pair.Second.State
                || pair.First.Process != pair.Second.Process);
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{Time(status.TimeUs, "yyyy-MM-dd HH:mm:ss")}  ");
        line.Append(CultureInfo.InvariantCulture,
            $"{status.Sessions} {(status.Sessions == 1 ? "session" : "sessions")}");
        for (int i = 0; i < _names.Length; i++)
        {
            LedgerInfo ledger = status.Ledgers[i];
            line.Append("  ").Append(_names[i]).Append(WhereOf(ledger)).Append(' ');
            if (ledger.State != LedgerState.Serving)
            {
                line.Append(ledger.State.ToString().ToUpperInvariant()).Append(' ');
            }

            line.Append(CultureInfo.InvariantCulture, $"{ledger.Records:N0}");
            double rate = _last is null ? 0 : (ledger.Records - _last.Ledgers[i].Records) / seconds;
            line.Append(rate > 0 ? string.Create(CultureInfo.InvariantCulture, $" +{rate:N0}/s") : "");
        }

        _last = status;
        Again = line.ToString();
        return isNews ? Again : null;
    }

    /// <summary>The last line of the result.</summary>
    /// <param name="status">Before it stopped.</param>
    /// <param name="stateHashes">By ledger, as in summary.json; null where it did not serve.</param>
    public void End(ServiceStatus status, IReadOnlyList<string?> stateHashes)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            terminal.Line(Json(writer =>
            {
                writer.WriteString("business_time", Time(status.TimeUs, "yyyy-MM-ddTHH:mm:ss.ffffffZ"));
                writer.WriteStartArray("ledgers");
                for (int i = 0; i < _names.Length; i++)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", _names[i]);
                    writer.WriteString("state", status.Ledgers[i].State.ToString().ToLowerInvariant());
                    writer.WriteNumber("records", status.Ledgers[i].Records);
                    writer.WriteNumber("sequence", status.Ledgers[i].Sequence);
                    writer.WriteString("state_hash", stateHashes[i]);
                    if (service.Process is not null)
                    {
                        writer.WriteBoolean("here", status.Ledgers[i].Process == service.Process);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
        }
        else
        {
            terminal.Line("Stopped. " + string.Join(", ", _names.Select((name, i) => string.Create(
                CultureInfo.InvariantCulture, $"{name}: {status.Ledgers[i].Records:N0} records"))));
        }
    }

    private string WhereOf(LedgerInfo ledger) =>
        ledger.Process.Length == 0 ? "" : ledger.Process == service.Process ? " (here)" : $" (at {ledger.Process})";

    private void NoteRisks()
    {
        if (service.Process is { } self && !IPAddress.IsLoopback(IPEndPoint.Parse(self).Address))
        {
            terminal.Note(
                $"Nobody proves anything on {self}, and nothing is encrypted there: keep it in a network that only the "
                + "cluster is in.");
        }

        if (options is { Keys.Count: 0, Access: null })
        {
            terminal.Note(
                "Nobody proves who they are: any program of this machine may act for any bank. With --keys they must.");
        }
        else if (options is { Http: not null, Access: null })
        {
            terminal.Note(
                "Over HTTP nobody proves who they are: any program of this machine may act for any bank. With --access "
                + "they must.");
        }
    }

    private static string Time(long us, string format) =>
        DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond)
            .ToString(format, CultureInfo.InvariantCulture);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
