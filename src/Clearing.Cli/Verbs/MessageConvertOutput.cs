using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearing.Cli.Output;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Cli.Verbs;

/// <summary>Converted messages on standard output or as files, losses on standard error, or both as JSON.</summary>
internal sealed class MessageConvertOutput(Terminal terminal, string? folder)
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    // Whether what is printed has headers; nothing is printed yet: null.
    private bool? _printsHeaders;

    private sealed record Line(
        string File, int Index, bool Converted, string? Type, string? Message, string? Out,
        IReadOnlyList<LossLine> Losses, IReadOnlyList<ErrorLine> Errors);

    private sealed record LossLine(string Kind, string Where, string What, string Why);

    private sealed record ErrorLine(string Code, string Where, string What);

    /// <summary>True when a file is in the way, and nothing more is to be written.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Writes a converted message.</summary>
    /// <returns>False when it could not be.</returns>
    public bool Write(string file, int index, int part, string place, Converted result)
    {
        if (folder is null && !Fits(result, out MessageError? error))
        {
            Refuse(file, index, place, [error!]);
            return false;
        }

        byte[] octets = OctetsOf(result);
        string? path = folder is null ? null : Save(file, index, part, result, octets);
        if (IsBlocked)
        {
            return false;
        }

        string text = result.Fin is null ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);
        if (terminal.Format == OutputFormat.Json)
        {
            Print(new Line(
                file, index, true, Conversion.NameOf(result), path is null ? text : null, path,
                [.. result.Losses.All.Select(l => new LossLine(NameOf(l.Kind), l.Where, l.What, l.Why))], []));
            return true;
        }

        if (path is null)
        {
            terminal.Line(text.TrimEnd());
        }
        else
        {
            terminal.Line($"{place}: {Conversion.NameOf(result)} in {path}");
        }

        foreach (Loss loss in result.Losses.All)
        {
            string what = loss.What.ReplaceLineEndings(" ");
            terminal.Note($"{place}: {NameOf(loss.Kind)} {loss.Where} '{what}': {loss.Why}");
        }

        return true;
    }

    public void Refuse(string file, int index, string place, IReadOnlyList<MessageError> errors)
    {
        if (terminal.Format == OutputFormat.Json)
        {
            Print(new Line(
                file, index, false, null, null, null, [],
                [.. errors.Select(error => new ErrorLine(error.Code, error.Where, error.What))]));
            return;
        }

        foreach (MessageError error in errors)
        {
            terminal.Problem($"{place}: {error.Code} {error.Where}: {error.What}");
        }
    }

    private void Print(Line line) => terminal.Line(JsonSerializer.Serialize(line, Snake));

    private static string NameOf(LossKind kind) => kind switch
    {
        LossKind.Dropped => "dropped",
        LossKind.Changed => "changed",
        _ => "added",
    };

    // A payment that names no bank becomes an MT without headers; in a row of others nobody can tell where it begins.
    private bool Fits(Converted result, out MessageError? error)
    {
        error = null;
        if (terminal.Format == OutputFormat.Json || result.Fin is not { } fin)
        {
            return true;
        }

        bool hasHeaders = fin.BasicHeader is not null;
        _printsHeaders ??= hasHeaders;
        if (_printsHeaders != hasHeaders)
        {
            error = new MessageError(
                ConversionCodes.Address, MessageLayer.Semantic, "{1:}",
                hasHeaders
                    ? "A message with headers does not go behind others without; write a file a message: --out DIR."
                    : "The payment names neither sender nor receiver; a message without headers does not go behind "
                        + "others: write a file a message: --out DIR.");
        }

        return error is null;
    }

    private string Save(string file, int index, int part, Converted result, byte[] octets)
    {
        string ending = result.Fin is not null ? "fin" : result.Iso is not null ? "xml" : "fedwire";
        string number = index.ToString(CultureInfo.InvariantCulture)
            + (part == 0 ? "" : "-" + part.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder!);
        string name = Path.Combine(folder!, $"{Path.GetFileNameWithoutExtension(file)}-{number}");
        string path = $"{name}.{ending}";

        // Files of two folders may have one name.
        for (int n = 2; _written.Contains(path); n++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{name}_{n}.{ending}");
        }

        if (File.Exists(path))
        {
            terminal.Problem($"{path} is there already; name a new folder.");
            IsBlocked = true;
            return path;
        }

        using FileStream stream = new(path, FileMode.CreateNew);
        stream.Write(octets);
        _written.Add(path);
        return path;
    }

    private static byte[] OctetsOf(Converted result)
    {
        ArrayBufferWriter<byte> octets = new();
        switch (result)
        {
            case { Fin: { } fin }:
                FinWriter.Write(fin, octets);
                break;
            case { Iso: { } iso }:
                IsoWriter.Write(iso, octets);
                break;
            case { Fedwire: { } fedwire }:
                FedwireWriter.Write(fedwire, octets);
                break;
            default:
                break;
        }

        return octets.WrittenSpan.ToArray();
    }
}
