using System.Text;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Profiles;

/// <summary>Reads and checks load profiles. Never throws for what a file contains.</summary>
public sealed class ProfileReader
{
    private const int MostOctets = 1 << 20;

    private static readonly LoadTarget Nowhere = new(null, 0, null, null, null);

    private readonly ProfileProblems _problems;
    private readonly string _folder;

    private ProfileReader(string path)
    {
        _problems = new ProfileProblems(path);
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    }

    /// <summary>Reads a profile; paths in it are relative to its file.</summary>
    public static ProfileResult Read(string path)
    {
        ProfileReader reader = new(path);
        LoadProfile? profile = reader.Text() is { } text && ProfileTree.Load(text, reader._problems) is { } root
            ? reader.Profile(root)
            : null;
        return reader._problems.Count == 0
            ? new ProfileResult(profile, [])
            : new ProfileResult(null, reader._problems.Sorted());
    }

    private string? Text()
    {
        try
        {
            FileInfo file = new(_problems.File);
            if (file.Exists && file.Length > MostOctets)
            {
                _problems.Add(
                    ProfileError.TooLarge, 0, 0, $"The file has {file.Length} octets, more than {MostOctets}");
                return null;
            }

            return new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetString(File.ReadAllBytes(_problems.File)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            _problems.Add(ProfileError.NotUtf8, 0, 0, "The file is not UTF-8; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _problems.Add(ProfileError.Unreadable, 0, 0, $"The file cannot be read: {e.Message}");
        }

        return null;
    }

    private LoadProfile Profile(ProfileNode root)
    {
        ProfileMap map = new(root, "a profile", _problems);
        string name = Name(map, map.Need("name"));
        string description = map.Text(map.Find("description")) ?? "";
        ProfileNode? seed = map.Find("seed");
        LoadTarget target = Target(map.Need("target"));
        LoadTraffic traffic = new TrafficReader(_problems).Read(map.Find("traffic"), new LoadTraffic());
        int inFlight = (int)map.Count(map.Find("in-flight"), 1, 65_536, 256);
        List<LoadPhase> phases = new PhaseReader(_problems, traffic).Read(map.Need("phases"));
        LoadProfile profile = new()
        {
            File = _problems.File,
            Name = name,
            Description = description,
            Seed = (ulong)map.Count(seed, 0, 999_999_999_999, 1),
            Target = target,
            Sessions = (int)map.Count(map.Find("sessions"), 1, 10_000, 4),
            Traffic = traffic,
            Answers = map.Word(
                map.Find("answers"), AnswerForm.Compact,
                ("compact", AnswerForm.Compact), ("native", AnswerForm.Native)),
            Notices = map.Word(
                map.Find("notices"), NoticeForm.None, ("none", NoticeForm.None), ("compact", NoticeForm.Compact),
                ("fin", NoticeForm.Fin), ("iso20022", NoticeForm.Iso20022)),
            InFlight = inFlight,
            WarmUp = map.Duration(map.Find("warm-up"), mayBeZero: true),
            Repeats = (int)map.Count(map.Find("repeats"), 1, 100, 1),
            Phases = phases,
            Thresholds = new ThresholdReader(_problems, phases).Read(map.Find("thresholds")),
            Audit = map.Word(
                map.Find("audit"), AuditScope.All,
                ("all", AuditScope.All), ("sample", AuditScope.Sample), ("none", AuditScope.None)),
        };
        map.Done();
        if (profile.UsesHttp && target is { Host: not null, Http: 0 })
        {
            _problems.Add(ProfileError.MissingKey, root,
                "Payments as `json` go over HTTP: say on which port, `http: 7401` in the target");
        }

        if (target.Host is not null && phases.Exists(p => p.Kills.Count > 0))
        {
            _problems.Add(ProfileError.KeysDoNotGoTogether, root,
                "`kill` needs a service that the run has started: `target: { serve: ... }`");
        }

        return profile;
    }

    private string Name(ProfileMap map, ProfileNode? node)
    {
        string name = map.Text(node) ?? "";
        if (node is not null && !IsName(name))
        {
            _problems.Add(ProfileError.BadName, node, "A name has 1 to 64 of a-z, 0-9 and -");
        }

        return name;
    }

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private LoadTarget Target(ProfileNode? node)
    {
        if (node is null)
        {
            return Nowhere;
        }

        ProfileMap map = new(node, "target", _problems);
        LoadTarget target = map.One("address", "serve") switch
        {
            "address" => Address(map, map.Find("address")!),
            "serve" => Nowhere with { Serve = Serve(map.Find("serve")!) },
            _ => Nowhere,
        };
        ProfileNode? terminal = map.Find("terminal");
        string? keys = FileNamed(map, map.Find("keys"));
        target = target with
        {
            Terminal = map.Text(terminal),
            Keys = keys,
            Http = (int)map.Count(map.Find("http"), 1, 65_535, 0),
            HttpKeys = FileNamed(map, map.Find("http-keys")),
        };
        if (target.Serve is { } serve)
        {
            target = target with { Serve = serve with { Keys = keys } };
        }

        if (target.Terminal is { Length: not SessionProtocol.AddressLength })
        {
            _problems.Add(ProfileError.WrongType, terminal!, "The address of a terminal has 12 characters");
        }

        map.Done();
        return target;
    }

    private LoadTarget Address(ProfileMap map, ProfileNode node)
    {
        string text = map.Text(node) ?? "";
        int colon = text.LastIndexOf(':');
        if (colon > 0 && ProfileText.TryCount(text.AsSpan(colon + 1), out long port) && port is > 0 and < 65_536)
        {
            return Nowhere with { Host = text[..colon].Trim('[', ']'), Port = (int)port };
        }

        _problems.Add(ProfileError.WrongType, node, $"{node.Words} is not an address such as `127.0.0.1:7400`");
        return Nowhere;
    }

    private ServeTarget Serve(ProfileNode node)
    {
        ProfileMap map = new(node, "serve", _problems);
        string? path = FileNamed(map, map.Find("scenario"));
        string? access = FileNamed(map, map.Find("access"));
        ServeStore store = map.Word(
            map.Find("store"), ServeStore.Either, ("either", ServeStore.Either), ("sqlite", ServeStore.Sqlite),
            ("postgres", ServeStore.Postgres));
        List<string> options = [];
        if (map.Find("options") is { } list)
        {
            options = [.. (list.Items ?? []).Select(map.Text).OfType<string>()];
            if (list.Items is null)
            {
                _problems.Add(ProfileError.WrongType, list, $"{list.Words} stands where a list of options belongs");
            }
        }

        map.Done();
        return new ServeTarget(path, store, null, options, access);
    }

    private string? FileNamed(ProfileMap map, ProfileNode? node)
    {
        if (map.Text(node) is not { } text)
        {
            return null;
        }

        string path = Path.GetFullPath(Path.Combine(_folder, text));
        if (!File.Exists(path))
        {
            _problems.Add(ProfileError.Unreadable, node!, $"There is no file {node!.Words}");
        }

        return path;
    }
}
