"""The fleet's own records: states, interruptions, backups, work that was asked for, use; in the public schema."""

import django.db.models.deletion
import django.utils.timezone
import tenants.identity
from django.db import migrations, models

from tenants.grants import GrantToReader
from tenants.roles import Role

# A migration's progress is no change that anybody who serves portals has to hear of: 3,355 of them in a minute would
# have every process forget its hosts all the time.
COUNT_LESS = """
DROP TRIGGER tenants_tenant_counted ON public.tenants_tenant;
CREATE CONSTRAINT TRIGGER tenants_tenant_counted AFTER INSERT OR DELETE OR UPDATE OF
    schema_name, kind, state, state_changed_at, state_changed_by, state_reason, abolished_on, is_copy
    ON public.tenants_tenant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.tenants_count_change();
"""
COUNT_ALL = """
DROP TRIGGER tenants_tenant_counted ON public.tenants_tenant;
CREATE CONSTRAINT TRIGGER tenants_tenant_counted AFTER INSERT OR UPDATE OR DELETE ON public.tenants_tenant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.tenants_count_change();
"""

# The application asks for work and reads what came of it; it decides nothing about who is hosted.
FLEET = "tenants_statechange, tenants_interruption, tenants_backup, tenants_fleetrun"
CLOSE_FLEET = f"""
GRANT SELECT ON {FLEET}, tenants_tenantusage TO {Role.APPLICATION};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {FLEET} FROM {Role.APPLICATION};
GRANT INSERT ON tenants_fleetrun TO {Role.APPLICATION};
GRANT INSERT, UPDATE ON tenants_tenantusage TO {Role.APPLICATION};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TenantUsage',
            fields=[
                ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='usage', serialize=False, to='tenants.tenant', verbose_name='tenant')),
                ('file_bytes', models.BigIntegerField(default=0, verbose_name='files in bytes')),
                ('database_bytes', models.BigIntegerField(default=0, verbose_name='database in bytes')),
                ('accounts', models.IntegerField(default=0, verbose_name='number of accounts')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='last publication')),
                ('measured_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='measured')),
            ],
            options={
                'verbose_name': 'use of a tenant',
                'verbose_name_plural': 'use of tenants',
            },
        ),
        migrations.AddField(
            model_name='tenant',
            name='account_quota',
            field=models.IntegerField(blank=True, null=True, verbose_name='accounts at most'),
        ),
        migrations.AddField(
            model_name='tenant',
            name='is_copy',
            field=models.BooleanField(db_default=False, default=False, verbose_name='copy beside the original'),
        ),
        migrations.AddField(
            model_name='tenant',
            name='migration_error',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='why it could not be migrated'),
        ),
        migrations.AddField(
            model_name='tenant',
            name='storage_quota',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='storage in bytes at most'),
        ),
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.UUIDField(default=tenants.identity.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='taken')),
                ('by', models.CharField(blank=True, default='', max_length=150, verbose_name='by')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='migration state')),
                ('size', models.BigIntegerField(default=0, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, default='', max_length=64, verbose_name='checksum (SHA-256)')),
                ('rows', models.BigIntegerField(default=0, verbose_name='rows')),
                ('files', models.IntegerField(default=0, verbose_name='files')),
                ('seconds', models.FloatField(default=0, verbose_name='seconds it took')),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='checksum found right')),
                ('rehearsed_at', models.DateTimeField(blank=True, null=True, verbose_name='restored for trial')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('error', models.TextField(blank=True, default='', verbose_name='error')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='backups', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ('-taken_at',),
                'indexes': [models.Index(models.F('tenant'), models.OrderBy(models.F('taken_at'), descending=True), name='backup_tenant_idx')],
            },
        ),
        migrations.CreateModel(
            name='FleetRun',
            fields=[
                ('id', models.UUIDField(default=tenants.identity.new_id, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('create', 'Create portals'), ('suspend', 'Suspend portals'), ('resume', 'Put portals back into service'), ('read_only', 'Close portals to writing'), ('archive', 'Archive portals'), ('back_up', 'Back up portals'), ('restore_beside', 'Restore a portal beside itself'), ('remove_copy', 'Remove a copy'), ('verify', 'Verify backups by a trial restore'), ('announce', 'Announce an interruption'), ('call_off', 'Call an interruption off'), ('maintenance', 'Begin announced maintenance'), ('quota', 'Set storage and accounts'), ('rename_host', 'Rename a host')], max_length=20, verbose_name='kind of work')),
                ('asked_by', models.CharField(max_length=150, verbose_name='asked for by')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Under way'), ('done', 'All done'), ('partly', 'Done in part'), ('failed', 'Without success')], default='queued', max_length=8, verbose_name='state')),
                ('done', models.IntegerField(default=0, verbose_name='done so far')),
                ('total', models.IntegerField(default=0, verbose_name='of')),
                ('log', models.TextField(blank=True, default='', verbose_name='log')),
                ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='work begun')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('province', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='province')),
            ],
            options={
                'verbose_name': 'work on the fleet',
                'verbose_name_plural': 'work on the fleet',
                'ordering': ('-asked_at',),
                'indexes': [models.Index(fields=['province', 'asked_at'], name='fleetrun_province_idx'), models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['asked_at'], name='fleetrun_open_idx')],
            },
        ),
        migrations.CreateModel(
            name='Interruption',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField(verbose_name='interrupted from')),
                ('ends_at', models.DateTimeField(verbose_name='interrupted until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('force_majeure', models.TextField(blank=True, default='', verbose_name='why it could not be announced in time')),
                ('announced_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='announced')),
                ('announced_by', models.CharField(blank=True, default='', max_length=150, verbose_name='announced by')),
                ('called_off_at', models.DateTimeField(blank=True, null=True, verbose_name='called off')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interruptions', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'interruption',
                'verbose_name_plural': 'interruptions',
                'ordering': ('starts_at',),
                'indexes': [models.Index(fields=['tenant', 'ends_at'], name='interruption_tenant_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='interruption_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('from_state', models.CharField(blank=True, choices=[('draft', 'Being prepared'), ('active', 'Active'), ('maintenance', 'Under maintenance'), ('read_only', 'Read-only'), ('suspended', 'Suspended'), ('archived', 'Archived'), ('deleted', 'Deleted')], max_length=11, verbose_name='from state')),
                ('to_state', models.CharField(choices=[('draft', 'Being prepared'), ('active', 'Active'), ('maintenance', 'Under maintenance'), ('read_only', 'Read-only'), ('suspended', 'Suspended'), ('archived', 'Archived'), ('deleted', 'Deleted')], max_length=11, verbose_name='to state')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='moment')),
                ('by', models.CharField(blank=True, default='', max_length=150, verbose_name='by')),
                ('reason', models.TextField(blank=True, default='', verbose_name='reason')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='state_changes', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'change of state',
                'verbose_name_plural': 'changes of state',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['tenant', 'id'], name='statechange_tenant_idx')],
            },
        ),
        migrations.RunSQL(COUNT_LESS, COUNT_ALL),
        migrations.RunSQL(CLOSE_FLEET, migrations.RunSQL.noop),
        GrantToReader("tenants_interruption"),
    ]
