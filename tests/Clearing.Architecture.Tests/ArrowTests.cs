using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Clearing.Architecture.Tests;

/// <summary>Who may know whom (design of the rooms, ARCHITECTURE.md).</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Clearing.Settlement"] = [],
        ["Clearing.Messages"] = [],
        ["Clearing.Journal"] = ["Clearing.Settlement"],
        ["Clearing.Scenarios"] = ["Clearing.Settlement"],
        ["Clearing.Grains"] =
            ["Clearing.Settlement", "Clearing.Scenarios", "Clearing.Journal", "Clearing.Messages"],
        ["Clearing.Reports"] = ["Clearing.Settlement", "Clearing.Scenarios"],
        ["Clearing.Server"] =
            ["Clearing.Grains", "Clearing.Messages", "Clearing.Scenarios", "Clearing.Settlement"],
        ["Clearing.Client"] = ["Clearing.Messages"],
        ["Clearing.Audit"] = ["Clearing.Settlement"],
        ["Clearing.Cli"] =
        [
            "Clearing.Audit", "Clearing.Client", "Clearing.Grains", "Clearing.Journal", "Clearing.Messages",
            "Clearing.Reports", "Clearing.Scenarios", "Clearing.Server",
        ],
        ["Clearing.Bounds"] = ["Clearing.Settlement"],
        ["Clearing.Fuzz"] = ["Clearing.Messages"],
        ["Clearing.Schemas"] = [],
        ["Clearing.Benchmarks"] =
        [
            "Clearing.Audit", "Clearing.Grains", "Clearing.Journal", "Clearing.Messages", "Clearing.Scenarios",
            "Clearing.Server", "Clearing.Settlement",
        ],
        ["Clearing.Peers"] = [],
        ["Clearing.LoadTests"] = ["Clearing.Client"],
    };

    // What starts the built program plays the banks that talk to it.
    private static readonly string[] PlayBanks = ["Clearing.Client", "Clearing.Messages"];

    private static readonly string[] KnowOrleans = ["Clearing.Grains", "Clearing.Server", "Clearing.Cli"];

    private static readonly string[] OnlyTheFramework = ["Clearing.Settlement", "Clearing.Messages"];

    private static IEnumerable<Project> Rooms => Repository.Projects.Where(p => p.IsRoom);

    private static IEnumerable<Project> Drawn =>
        Repository.Projects.Where(p => !p.IsOutside && (p.IsRoom || p.IsTool || p.IsMeasurement));

    [Fact]
    public void Every_room_tool_and_measurement_is_drawn_and_has_exactly_the_arrows_drawn()
    {
        HashSet<string> existing = [.. Drawn.Select(p => p.Name)];
        List<string> wrong = [];
        foreach (Project room in Drawn)
        {
            if (!Arrows.TryGetValue(room.Name, out string[]? allowed))
            {
                wrong.Add($"{room.File}: this project is not in the drawing");
                continue;
            }

            wrong.AddRange(room.References.Except(allowed).Select(r => $"{room.File}: must not reference {r}"));
            wrong.AddRange(allowed.Where(existing.Contains).Except(room.References)
                .Select(r => $"{room.File}: the drawing has an arrow to {r}"));
        }

        Findings.None(wrong);
    }

    [Fact]
    public void No_room_calls_a_member_of_a_room_that_it_does_not_reference_itself()
    {
        List<string> wrong = [];
        foreach (Project room in Rooms)
        {
            HashSet<string> known = [room.AssemblyName, .. room.References];
            foreach ((string assembly, string member) in MembersUsed(room.AssemblyPath))
            {
                if (assembly.StartsWith("Clearing.", StringComparison.Ordinal) && !known.Contains(assembly))
                {
                    wrong.Add($"{room.Name} uses {member} of {assembly}, which it knows only through another room");
                }
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void Of_the_rooms_only_grains_server_cli_and_their_tests_know_Orleans()
    {
        List<string> wrong = [];
        foreach (Project project in Repository.Projects)
        {
            string subject = project.IsTests ? project.Name[..^".Tests".Length] : project.Name;
            // What is measured may be Orleans itself.
            if (KnowOrleans.Contains(subject) || project.IsMeasurement || project.Name is "Clearing.EndToEnd.Tests")
            {
                continue;
            }

            wrong.AddRange(project.Packages.Where(p => p.StartsWith("Microsoft.Orleans", StringComparison.Ordinal))
                .Select(p => $"{project.File}: references {p}"));
            if (project.IsRoom)
            {
                wrong.AddRange(AssembliesNamed(project.AssemblyPath)
                    .Where(a => a.StartsWith("Orleans", StringComparison.Ordinal))
                    .Select(a => $"{project.Name}: its code uses {a}"));
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void The_engine_and_the_wire_formats_reference_nothing_but_the_framework()
    {
        List<string> wrong = [];
        foreach (Project room in Rooms.Where(p => OnlyTheFramework.Contains(p.Name)))
        {
            wrong.AddRange(room.Packages.Select(p => $"{room.File}: references {p}"));
            wrong.AddRange(AssembliesNamed(room.AssemblyPath)
                .Where(a => !a.StartsWith("System.", StringComparison.Ordinal))
                .Select(a => $"{room.Name}: its code uses {a}"));
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_test_project_references_its_room_and_what_that_room_reaches()
    {
        Dictionary<string, Project> rooms = Drawn.ToDictionary(p => p.Name);
        List<string> wrong = [];
        foreach (Project tests in Repository.Projects.Where(p => p.IsTests))
        {
            string subject = tests.Name[..^".Tests".Length];
            HashSet<string> allowed = [.. tests.Name is "Clearing.EndToEnd.Tests" ? PlayBanks : []];
            Reach(rooms, subject, allowed);
            wrong.AddRange(tests.References.Except(allowed).Select(r => $"{tests.File}: must not reference {r}"));
        }

        Findings.None(wrong);
    }

    private static void Reach(Dictionary<string, Project> rooms, string name, HashSet<string> reached)
    {
        if (rooms.TryGetValue(name, out Project? room) && reached.Add(name))
        {
            foreach (string reference in room.References)
            {
                Reach(rooms, reference, reached);
            }
        }
    }

    private static List<string> AssembliesNamed(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
    }

    // A type that is only passed on stands in signatures; a member of it that is called or read is a member reference
    // whose parent is that type. Only the latter is use.
    private static List<(string Assembly, string Member)> MembersUsed(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        List<(string, string)> used = [];
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
            {
                continue;
            }

            TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            string name = metadata.GetString(type.Name) + "." + metadata.GetString(member.Name);
            while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            {
                type = metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            }

            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference)
            {
                AssemblyReference assembly =
                    metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
                used.Add((metadata.GetString(assembly.Name), name));
            }
        }

        return used;
    }
}
