"""The registry, in the public schema. Tenant schemas record this migration too, and get nothing from it."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import django_tenants.postgresql_backend.base
import tenants.identity
import tenants.models.effective
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from tenants.grants import GrantToReader
from tenants.roles import Role

# The number grows when a change commits, not when it is made: the trigger is deferred, and the row's lock is then held for
# a moment only, so that creations running side by side do not wait for each other. Whoever reads a number therefore sees
# all changes up to it. The function runs with its owner's rights, so no role needs any on the table.
COUNT_CHANGES = """
INSERT INTO public.tenants_registrystate (id, generation, public_fingerprint) VALUES (1, 1, '') ON CONFLICT DO NOTHING;
CREATE FUNCTION public.tenants_count_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.tenants_registrystate SET generation = generation + 1 WHERE id = 1;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tenants_tenant_counted AFTER INSERT OR UPDATE OR DELETE ON public.tenants_tenant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.tenants_count_change();
CREATE CONSTRAINT TRIGGER tenants_identity_counted AFTER INSERT OR UPDATE OR DELETE ON public.tenants_tenantidentity
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.tenants_count_change();
CREATE CONSTRAINT TRIGGER tenants_host_counted AFTER INSERT OR UPDATE OR DELETE ON public.tenants_host
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.tenants_count_change();
"""
UNCOUNT_CHANGES = "DROP FUNCTION public.tenants_count_change() CASCADE"

# Who is hosted is decided by the owner's fleet commands alone: the application reads the registry.
REGISTRY = (
    "tenants_unit",
    "tenants_tenant",
    "tenants_tenantidentity",
    "tenants_tenantsuccession",
    "tenants_host",
    "tenants_registrystate",
)
CLOSE_REGISTRY = f"""
GRANT SELECT ON {", ".join(REGISTRY)}, tenants_template TO {Role.APPLICATION};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {", ".join(REGISTRY)}, tenants_template FROM {Role.APPLICATION};
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants_taskscope, tenants_periodicrun, django_tasks_database_dbtaskresult
    TO {Role.APPLICATION};
GRANT USAGE ON SEQUENCE tenants_periodicrun_id_seq TO {Role.APPLICATION};
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('fingerprint', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='migration state')),
                ('tables', models.TextField(verbose_name='definitions of tables')),
                ('data', models.JSONField(verbose_name='rows')),
                ('rules', models.TextField(verbose_name='constraints, indexes and triggers')),
                ('built_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='built')),
            ],
            options={
                'verbose_name': 'schema template',
                'verbose_name_plural': 'schema templates',
            },
        ),
        migrations.CreateModel(
            name='RegistryState',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('generation', models.BigIntegerField(default=0, verbose_name='generation')),
                ('public_fingerprint', models.CharField(blank=True, default='', max_length=64, verbose_name='migration state')),
            ],
            options={
                'verbose_name': 'state of the registry',
                'verbose_name_plural': 'state of the registry',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='registry_has_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Tenant',
            fields=[
                ('schema_name', models.CharField(db_index=True, max_length=63, unique=True, validators=[django_tenants.postgresql_backend.base._check_schema_name])),
                ('id', models.UUIDField(default=tenants.identity.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('province', 'Province'), ('commune', 'Commune'), ('former_unit', 'Former unit')], max_length=11, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('active', 'Active'), ('maintenance', 'Under maintenance'), ('read_only', 'Read-only'), ('suspended', 'Suspended'), ('archived', 'Archived'), ('deleted', 'Deleted')], default='draft', max_length=11, verbose_name='state')),
                ('state_changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='in this state since')),
                ('state_changed_by', models.CharField(blank=True, default='', max_length=150, verbose_name='put into this state by')),
                ('state_reason', models.TextField(blank=True, default='', verbose_name='reason of the state')),
                ('abolished_on', models.DateField(blank=True, null=True, verbose_name='unit abolished on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('fingerprint', models.CharField(blank=True, default='', max_length=64, verbose_name='migration state')),
            ],
            options={
                'verbose_name': 'tenant',
                'verbose_name_plural': 'tenants',
                'ordering': ('schema_name',),
                'indexes': [models.Index(fields=['fingerprint'], name='tenant_fingerprint_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('schema_name__regex', '^t_[0-9]{2,5}_[0-9]{4}(_[a-z0-9]{1,40})?$')), name='tenant_schema_name_is_code_and_era'), models.CheckConstraint(condition=models.Q(('kind__in', ['province', 'commune', 'former_unit'])), name='tenant_kind_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'active', 'maintenance', 'read_only', 'suspended', 'archived', 'deleted'])), name='tenant_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'former_unit'), _negated=True), ('abolished_on__isnull', False), _connector='OR'), name='tenant_former_unit_has_its_end')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('valid_from', models.DateField(verbose_name='holds from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='no longer from')),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=5, verbose_name='code')),
                ('level', models.CharField(choices=[('province', 'Province level'), ('district', 'District level (until 30 June 2025)'), ('commune', 'Commune level')], max_length=8, verbose_name='level')),
                ('unit_type', models.CharField(choices=[('tinh', 'province'), ('thanh_pho', 'city'), ('xa', 'commune'), ('phuong', 'ward'), ('dac_khu', 'special zone'), ('huyen', 'rural district'), ('quan', 'urban district'), ('thi_xa', 'town'), ('thi_tran', 'township')], max_length=9, verbose_name='type')),
                ('name', models.CharField(max_length=120, verbose_name='full name')),
                ('short_name', models.CharField(max_length=100, verbose_name='name')),
                ('slug', models.CharField(max_length=100, verbose_name='name in ASCII')),
                ('parent_code', models.CharField(blank=True, default='', max_length=5, verbose_name='code of the upper unit')),
                ('instrument', models.CharField(blank=True, default='', max_length=60, verbose_name='instrument')),
                ('note', models.TextField(blank=True, default='', verbose_name='note of the register')),
                ('ended_by', models.CharField(blank=True, default='', max_length=60, verbose_name='abolished by')),
                ('successor_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, size=None, verbose_name='successors')),
            ],
            options={
                'verbose_name': 'administrative unit',
                'verbose_name_plural': 'administrative units',
                'ordering': ('code', 'valid_from'),
                'indexes': [models.Index(fields=['parent_code', 'code'], name='unit_parent_idx'), models.Index(fields=['slug'], name='unit_slug_idx')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('code'), '='), (tenants.models.effective.EffectiveRange(), '&&')], name='unit_one_per_code_and_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='unit_ends_after_start'), models.UniqueConstraint(fields=('code', 'valid_from'), name='unit_code_and_start'), models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^\\d{2}$'), ('level', 'province')), models.Q(('code__regex', '^\\d{3}$'), ('level', 'district')), models.Q(('code__regex', '^\\d{5}$'), ('level', 'commune')), _connector='OR'), name='unit_code_fits_level')],
            },
        ),
        migrations.CreateModel(
            name='TaskScope',
            fields=[
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='scope', serialize=False, to='django_tasks_database.dbtaskresult', verbose_name='task')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'scope of a task',
                'verbose_name_plural': 'scopes of tasks',
                'indexes': [models.Index(fields=['tenant', 'task'], name='taskscope_tenant_idx')],
            },
        ),
        migrations.CreateModel(
            name='PeriodicRun',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('job', models.CharField(max_length=80, verbose_name='job')),
                ('turn', models.BigIntegerField(verbose_name='turn')),
                ('ran_at', models.DateTimeField(verbose_name='ran')),
                ('error', models.TextField(blank=True, default='', verbose_name='error')),
                ('tenant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'run of a periodic job',
                'verbose_name_plural': 'runs of periodic jobs',
                'constraints': [models.UniqueConstraint(condition=models.Q(('tenant__isnull', False)), fields=('job', 'tenant'), name='periodicrun_once_per_tenant'), models.UniqueConstraint(condition=models.Q(('tenant__isnull', True)), fields=('job',), name='periodicrun_once_without_tenant')],
            },
        ),
        migrations.CreateModel(
            name='Host',
            fields=[
                ('valid_from', models.DateField(verbose_name='holds from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='no longer from')),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=253, verbose_name='host')),
                ('is_canonical', models.BooleanField(default=False, verbose_name='canonical')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='hosts', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'host',
                'verbose_name_plural': 'hosts',
                'ordering': ('name', 'valid_from'),
                'indexes': [models.Index(fields=['name', 'valid_from'], name='host_name_idx'), models.Index(fields=['tenant', 'is_canonical'], name='host_tenant_idx')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('name'), '='), (tenants.models.effective.EffectiveRange(), '&&')], name='host_one_tenant_per_day'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_canonical', True)), expressions=[(models.F('tenant'), '='), (tenants.models.effective.EffectiveRange(), '&&')], name='host_one_canonical_per_tenant_and_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='host_ends_after_start'), models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$')), name='host_name_is_plain')],
            },
        ),
        migrations.CreateModel(
            name='TenantIdentity',
            fields=[
                ('valid_from', models.DateField(verbose_name='holds from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='no longer from')),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=5, verbose_name='code')),
                ('unit_type', models.CharField(choices=[('tinh', 'province'), ('thanh_pho', 'city'), ('xa', 'commune'), ('phuong', 'ward'), ('dac_khu', 'special zone'), ('huyen', 'rural district'), ('quan', 'urban district'), ('thi_xa', 'town'), ('thi_tran', 'township')], max_length=9, verbose_name='type')),
                ('name', models.CharField(max_length=120, verbose_name='full name')),
                ('short_name', models.CharField(max_length=100, verbose_name='name')),
                ('instrument', models.CharField(blank=True, default='', max_length=60, verbose_name='instrument')),
                ('parent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_identities', to='tenants.tenant', verbose_name='province')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='tenants.tenant', verbose_name='tenant')),
            ],
            options={
                'verbose_name': 'identity of a tenant',
                'verbose_name_plural': 'identities of tenants',
                'ordering': ('tenant', 'valid_from'),
                'indexes': [models.Index(fields=['code'], name='identity_code_idx'), models.Index(fields=['parent', 'code'], name='identity_parent_idx')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('tenant'), '='), (tenants.models.effective.EffectiveRange(), '&&')], name='identity_one_per_tenant_and_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='identity_ends_after_start'), models.CheckConstraint(condition=models.Q(('parent', models.F('tenant')), _negated=True), name='identity_is_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='TenantSuccession',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('successor_code', models.CharField(max_length=5, verbose_name='code of the successor')),
                ('instrument', models.CharField(max_length=60, verbose_name='instrument')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='successions', to='tenants.tenant', verbose_name='former unit')),
            ],
            options={
                'verbose_name': 'succession',
                'verbose_name_plural': 'successions',
                'ordering': ('tenant', 'successor_code'),
                'constraints': [models.UniqueConstraint(fields=('tenant', 'successor_code'), name='succession_once_per_successor')],
            },
        ),
        migrations.RunSQL(COUNT_CHANGES, UNCOUNT_CHANGES),
        migrations.RunSQL(CLOSE_REGISTRY, migrations.RunSQL.noop),
        GrantToReader(*REGISTRY),
    ]
