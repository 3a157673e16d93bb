-- The part of the OMOP Common Data Model 5.4 that Lakeside General Hospital fills (PostgreSQL).
-- Names, types and obligations are the CDM's; https://ohdsi.github.io/CommonDataModel/cdm54.html
-- Beside it, in a schema of its own, stands the hospital's registration desk: OMOP keeps no names.

create table vocabulary (
  vocabulary_id varchar(20) primary key,
  vocabulary_name varchar(255) not null,
  vocabulary_reference varchar(255),
  vocabulary_version varchar(255),
  vocabulary_concept_id integer not null
);

create table concept (
  concept_id integer primary key,
  concept_name varchar(255) not null,
  domain_id varchar(20) not null,
  vocabulary_id varchar(20) not null references vocabulary,
  concept_class_id varchar(20) not null,
  standard_concept varchar(1),
  concept_code varchar(50) not null,
  valid_start_date date not null,
  valid_end_date date not null,
  invalid_reason varchar(1)
);
create index concept_by_code on concept (concept_code);

create table concept_relationship (
  concept_id_1 integer not null references concept,
  concept_id_2 integer not null references concept,
  relationship_id varchar(20) not null,
  valid_start_date date not null,
  valid_end_date date not null,
  invalid_reason varchar(1)
);

create table cdm_source (
  cdm_source_name varchar(255) not null,
  cdm_source_abbreviation varchar(25) not null,
  cdm_holder varchar(255) not null,
  source_description text,
  source_release_date date not null,
  cdm_release_date date not null,
  cdm_version varchar(10),
  cdm_version_concept_id integer not null,
  vocabulary_version varchar(20) not null
);

create table location (
  location_id integer primary key,
  address_1 varchar(50),
  address_2 varchar(50),
  city varchar(50),
  state varchar(2),
  zip varchar(9),
  county varchar(20),
  location_source_value varchar(50),
  country_concept_id integer,
  country_source_value varchar(80),
  latitude numeric,
  longitude numeric
);

create table care_site (
  care_site_id integer primary key,
  care_site_name varchar(255),
  place_of_service_concept_id integer,
  location_id integer references location,
  care_site_source_value varchar(50),
  place_of_service_source_value varchar(50)
);

create table provider (
  provider_id integer primary key,
  provider_name varchar(255),
  npi varchar(20),
  dea varchar(20),
  specialty_concept_id integer,
  care_site_id integer references care_site,
  year_of_birth integer,
  gender_concept_id integer,
  provider_source_value varchar(50),
  specialty_source_value varchar(50),
  specialty_source_concept_id integer,
  gender_source_value varchar(50),
  gender_source_concept_id integer
);

create table person (
  person_id integer primary key,
  gender_concept_id integer not null,
  year_of_birth integer not null,
  month_of_birth integer,
  day_of_birth integer,
  birth_datetime timestamp,
  race_concept_id integer not null,
  ethnicity_concept_id integer not null,
  location_id integer references location,
  provider_id integer references provider,
  care_site_id integer references care_site,
  person_source_value varchar(50),
  gender_source_value varchar(50),
  gender_source_concept_id integer,
  race_source_value varchar(50),
  race_source_concept_id integer,
  ethnicity_source_value varchar(50),
  ethnicity_source_concept_id integer
);

create table death (
  person_id integer not null references person,
  death_date date not null,
  death_datetime timestamp,
  death_type_concept_id integer,
  cause_concept_id integer,
  cause_source_value varchar(50),
  cause_source_concept_id integer
);

create table observation_period (
  observation_period_id integer primary key,
  person_id integer not null references person,
  observation_period_start_date date not null,
  observation_period_end_date date not null,
  period_type_concept_id integer not null
);

create table visit_occurrence (
  visit_occurrence_id integer primary key,
  person_id integer not null references person,
  visit_concept_id integer not null,
  visit_start_date date not null,
  visit_start_datetime timestamp,
  visit_end_date date not null,
  visit_end_datetime timestamp,
  visit_type_concept_id integer not null,
  provider_id integer references provider,
  care_site_id integer references care_site,
  visit_source_value varchar(50),
  visit_source_concept_id integer,
  admitted_from_concept_id integer,
  admitted_from_source_value varchar(50),
  discharged_to_concept_id integer,
  discharged_to_source_value varchar(50),
  preceding_visit_occurrence_id integer
);

create table condition_occurrence (
  condition_occurrence_id integer primary key,
  person_id integer not null references person,
  condition_concept_id integer not null,
  condition_start_date date not null,
  condition_start_datetime timestamp,
  condition_end_date date,
  condition_end_datetime timestamp,
  condition_type_concept_id integer not null,
  condition_status_concept_id integer,
  stop_reason varchar(20),
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  condition_source_value varchar(50),
  condition_source_concept_id integer,
  condition_status_source_value varchar(50)
);

create table drug_exposure (
  drug_exposure_id integer primary key,
  person_id integer not null references person,
  drug_concept_id integer not null,
  drug_exposure_start_date date not null,
  drug_exposure_start_datetime timestamp,
  drug_exposure_end_date date not null,
  drug_exposure_end_datetime timestamp,
  verbatim_end_date date,
  drug_type_concept_id integer not null,
  stop_reason varchar(20),
  refills integer,
  quantity numeric,
  days_supply integer,
  sig text,
  route_concept_id integer,
  lot_number varchar(50),
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  drug_source_value varchar(50),
  drug_source_concept_id integer,
  route_source_value varchar(50),
  dose_unit_source_value varchar(50)
);

create table procedure_occurrence (
  procedure_occurrence_id integer primary key,
  person_id integer not null references person,
  procedure_concept_id integer not null,
  procedure_date date not null,
  procedure_datetime timestamp,
  procedure_end_date date,
  procedure_end_datetime timestamp,
  procedure_type_concept_id integer not null,
  modifier_concept_id integer,
  quantity integer,
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  procedure_source_value varchar(50),
  procedure_source_concept_id integer,
  modifier_source_value varchar(50)
);

create table measurement (
  measurement_id integer primary key,
  person_id integer not null references person,
  measurement_concept_id integer not null,
  measurement_date date not null,
  measurement_datetime timestamp,
  measurement_time varchar(10),
  measurement_type_concept_id integer not null,
  operator_concept_id integer,
  value_as_number numeric,
  value_as_concept_id integer,
  unit_concept_id integer,
  range_low numeric,
  range_high numeric,
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  measurement_source_value varchar(50),
  measurement_source_concept_id integer,
  unit_source_value varchar(50),
  unit_source_concept_id integer,
  value_source_value varchar(50),
  measurement_event_id integer,
  meas_event_field_concept_id integer
);

create table observation (
  observation_id integer primary key,
  person_id integer not null references person,
  observation_concept_id integer not null,
  observation_date date not null,
  observation_datetime timestamp,
  observation_type_concept_id integer not null,
  value_as_number numeric,
  value_as_string varchar(60),
  value_as_concept_id integer,
  qualifier_concept_id integer,
  unit_concept_id integer,
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  observation_source_value varchar(50),
  observation_source_concept_id integer,
  unit_source_value varchar(50),
  qualifier_source_value varchar(50),
  value_source_value varchar(50),
  observation_event_id integer,
  obs_event_field_concept_id integer
);

create table note (
  note_id integer primary key,
  person_id integer not null references person,
  note_date date not null,
  note_datetime timestamp,
  note_type_concept_id integer not null,
  note_class_concept_id integer not null,
  note_title varchar(250),
  note_text text not null,
  encoding_concept_id integer not null,
  language_concept_id integer not null,
  provider_id integer references provider,
  visit_occurrence_id integer references visit_occurrence,
  visit_detail_id integer,
  note_source_value varchar(50),
  note_event_id integer,
  note_event_field_concept_id integer
);

create index visit_occurrence_by_person on visit_occurrence (person_id);
create index condition_occurrence_by_person on condition_occurrence (person_id);
create index drug_exposure_by_person on drug_exposure (person_id);
create index procedure_occurrence_by_person on procedure_occurrence (person_id);
create index measurement_by_person on measurement (person_id);
create index observation_by_person on observation (person_id);
create index note_by_person on note (person_id);

create schema registration;
create table registration.patient (
  person_id integer primary key references person,
  record_number varchar(50) not null unique,
  family_name text not null,
  given_names text not null,
  birth_date date not null,
  social_security_number varchar(11)
);
