import { choice } from './value.ts';

/** The server types that the reference's pairing matrix knows (E9). */
export const serverType = choice({
  '3310': 'Appliance 3310',
  '3350': 'Appliance 3350',
  '3355': 'Appliance 3355',
  'va-2': 'Virtual appliance, level 2',
  'va-3': 'Virtual appliance, level 3',
  'va-4': 'Virtual appliance, level 4',
  'va-5': 'Virtual appliance, level 5',
});
