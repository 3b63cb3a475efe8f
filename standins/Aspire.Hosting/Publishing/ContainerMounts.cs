using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes a container's bind mounts and volumes.</summary>
internal static class ContainerMounts
{
    public static void Write(ManifestPublishingContext context, ContainerResource container)
    {
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>().ToLookup(mount => mount.Type);
        Write(context, "bindMounts", "source", mounts[ContainerMountType.BindMount], mount => context.GetManifestRelativePath(mount.Source));
        Write(context, "volumes", "name", mounts[ContainerMountType.Volume], mount => mount.Source);
    }

    private static void Write(
        ManifestPublishingContext context, string property, string sourceName, IEnumerable<ContainerMountAnnotation> mounts, Func<ContainerMountAnnotation, string?> source)
    {
        var all = mounts.ToList();
        if (all.Count == 0)
        {
            return;
        }

        context.Writer.WriteStartArray(property);
        foreach (var mount in all)
        {
            context.Writer.WriteStartObject();
            if (source(mount) is { } from)
            {
                context.Writer.WriteString(sourceName, from);
            }

            context.Writer.WriteString("target", mount.Target.Replace('\\', '/'));
            context.Writer.WriteBoolean("readOnly", mount.IsReadOnly);
            context.Writer.WriteEndObject();
        }

        context.Writer.WriteEndArray();
    }
}
