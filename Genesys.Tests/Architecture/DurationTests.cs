using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Genesys.Receiver.Telemetry;

namespace Genesys.Tests.Architecture;

/// <summary>
/// Durations come from the monotonic clock: in the whole receiver only <see cref="WallClock"/> subtracts one moment of
/// the wall clock from another, and in the folders that wait for Genesys Cloud only those that note or judge stored
/// moments ask what time it is.
/// </summary>
public class DurationTests
{
    private static readonly string[] Subtractions = ["op_Subtraction", "Subtract"];
    private static readonly string[] Moments = ["DateTime", "DateTimeOffset"];

    [Fact]
    public void WallClockTimes_AreSubtractedInOnePlace() =>
        Assert.Equal(["Genesys.Receiver.Telemetry.WallClock"], CallersOf(IsSubtractionOfMoments));

    [Fact]
    public void ProcessingAndGenesysCloud_AskForTheTimeOnlyToNoteItOrToJudgeStoredMoments() => Assert.Equal(
        [
            "Genesys.Receiver.GenesysCloud.ConversationAnswer",
            "Genesys.Receiver.GenesysCloud.ConversationHandler",
            "Genesys.Receiver.GenesysCloud.TokenEndpoint",
            "Genesys.Receiver.Processing.ConversationFetch",
        ],
        CallersOf((reader, member) => reader.GetString(member.Name) == nameof(TimeProvider.GetUtcNow))
            .Where(type => type.StartsWith("Genesys.Receiver.GenesysCloud.", StringComparison.Ordinal)
                || type.StartsWith("Genesys.Receiver.Processing.", StringComparison.Ordinal)));

    // Two moments in, a time span out; what takes a time span from a moment gives a moment.
    private static bool IsSubtractionOfMoments(MetadataReader reader, MemberReference member) =>
        Subtractions.Contains(reader.GetString(member.Name))
        && member.Parent.Kind == HandleKind.TypeReference
        && Moments.Contains(reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name))
        && member.DecodeMethodSignature(new TypeNames(), null).ReturnType == nameof(TimeSpan);

    private static List<string> CallersOf(Func<MetadataReader, MemberReference, bool> isMeant)
    {
        using var file = new PEReader(File.OpenRead(typeof(WallClock).Assembly.Location));
        var reader = file.GetMetadataReader();
        var tokens = reader.MemberReferences
            .Where(handle => isMeant(reader, reader.GetMemberReference(handle)))
            .Select(handle => MetadataTokens.GetToken(handle))
            .ToHashSet();
        Assert.NotEmpty(tokens);
        var callers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var method in reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(
                method => method.RelativeVirtualAddress != 0))
        {
            if (Calls(file.GetMethodBody(method.RelativeVirtualAddress).GetILContent(), tokens))
            {
                callers.Add(OutermostName(reader, method.GetDeclaringType()));
            }
        }

        return [.. callers];
    }

    private static bool Calls(ImmutableArray<byte> il, HashSet<int> tokens)
    {
        for (var i = 0; i + 5 <= il.Length; i++)
        {
            // call, callvirt
            if (il[i] is 0x28 or 0x6F && tokens.Contains(BitConverter.ToInt32(il.AsSpan(i + 1, 4))))
            {
                return true;
            }
        }

        return false;
    }

    private static string OutermostName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? OutermostName(reader, outer)
            : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => string.Empty;

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => string.Empty;

        public string GetGenericTypeParameter(object? genericContext, int index) => string.Empty;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType;

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
                string.Empty;
    }
}
